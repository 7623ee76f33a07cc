import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { DynamoDbRegistryArchive } from '../../../lambdas/adapters/dynamodb/dynamo-db-registry-archive.js';
import { S3ArtifactStore } from '../../../lambdas/adapters/s3/s3-artifact-store.js';
import { S3AuditTrail } from '../../../lambdas/adapters/s3/s3-audit-trail.js';
import { catchUp } from '../../../lambdas/application/audit/publish-audit-records.js';
import { type RebuiltModel, rebuildRegistry } from '../../../lambdas/application/audit/rebuild-registry.js';
import { verifyAudit } from '../../../lambdas/application/audit/verify-audit.js';
import { register } from '../../fixtures/audited-registry.js';
import { MemoryEventPublisher } from '../../fixtures/memory/memory-event-publisher.js';
import { MemoryRegistryArchive } from '../../fixtures/memory/memory-registry-archive.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();
let dynamodb: DynamoDBClient;
let s3: S3Client;
beforeAll(() => {
  dynamodb = new DynamoDBClient(aws.config);
  s3 = new S3Client(aws.config);
});
afterAll(() => {
  dynamodb.destroy();
  s3.destroy();
});

/** A registry of two changes of the model bikes, published into two versioned buckets. */
async function published(name: string) {
  const artifacts = `${name}-artifacts`;
  const anchors = `${name}-anchors`;
  for (const Bucket of [artifacts, anchors]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  const table = await createRegistryTable(dynamodb, `${name}-registry`);
  await register(new DynamoDbModelRegistryStore(dynamodb, table), 2);
  const archive = new DynamoDbRegistryArchive(dynamodb, table);
  const publishing = {
    archive,
    artifacts: new S3ArtifactStore(s3, artifacts),
    anchors: new S3ArtifactStore(s3, anchors),
    events: new MemoryEventPublisher(),
    onConflict: () => {},
  };
  const trail = new S3AuditTrail(s3, { artifacts, anchors });
  return {
    publishing,
    put: (key: string) => s3.send(new PutObjectCommand({ Bucket: bucketOf(key), Key: key, Body: '{}' })),
    remove: (key: string) => s3.send(new DeleteObjectCommand({ Bucket: bucketOf(key), Key: key })),
    /** The models that verify lists, and the objects that it finds. */
    verify: async () => {
      const { models, others } = await verifyAudit({ archive, trail, clock: { now: () => new Date('2027-01-01') } });
      expect(models.flatMap(({ findings }) => findings)).toEqual([]);
      return { models: models.map(({ model }) => model), objects: others.flatMap(({ object }) => object ?? []) };
    },
    rebuild: async () => {
      const results: RebuiltModel[] = [];
      const ports = { archive: new MemoryRegistryArchive(), trail };
      for await (const result of rebuildRegistry(ports)) results.push(result);
      return results.map(({ model, status }) => [model, status]);
    },
  };

  function bucketOf(key: string): string {
    return key.startsWith('anchors/') ? anchors : artifacts;
  }
}

const STRAYS = [
  'registry/De mo/audit/000000000001.json',
  'registry/bikes/audit/000000000000.json',
  'registry/bikes/audit/evil.json',
  'registry/bikes/evil/1.json',
  'registry/ghost/evil.json',
  'anchors/De mo/000000000001.json',
  'anchors/bikes/000000000000.json',
  'anchors/bikes/evil.json',
  'anchors/ghost/evil.json',
];

describe('objects between anchors and copies that are neither', () => {
  test('are named by verify, stop no rebuild, and are nothing once they are deleted', async () => {
    const { publishing, put, remove, verify, rebuild } = await published('strays');
    await catchUp(publishing, 'bikes');
    for (const key of STRAYS) await put(key);
    expect(await verify()).toEqual({ models: ['bikes'], objects: STRAYS });
    expect(await rebuild()).toEqual([['bikes', 'rebuilt']]);

    for (const key of [...STRAYS, 'registry/phantom/audit/000000000001.json']) {
      await put(key);
      await remove(key);
    }
    expect(await verify()).toEqual({ models: ['bikes'], objects: [] });
    expect(await rebuild()).toEqual([['bikes', 'rebuilt']]);
  });

  test('are no copies for the publisher, however alike their keys', async () => {
    const { publishing, put } = await published('alike');
    await put('registry/bikes/audit/000000000001.json.bak');
    await put('registry/bikes/audit/2');
    expect(await catchUp(publishing, 'bikes')).toBe(2);
  });

  test('leave a model known whose copies were deleted, by its anchors', async () => {
    const { publishing, remove, rebuild } = await published('deleted');
    await catchUp(publishing, 'bikes');
    for (const seq of [1, 2]) await remove(`registry/bikes/audit/00000000000${seq}.json`);
    for (const seq of [1, 2]) await remove(`anchors/bikes/00000000000${seq}.json`);
    expect(await rebuild()).toEqual([['bikes', 'broken']]);
  });
});
