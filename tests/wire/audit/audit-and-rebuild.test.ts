import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { DynamoDbRegistryArchive } from '../../../lambdas/adapters/dynamodb/dynamo-db-registry-archive.js';
import { S3ArtifactStore } from '../../../lambdas/adapters/s3/s3-artifact-store.js';
import { S3AuditTrail } from '../../../lambdas/adapters/s3/s3-audit-trail.js';
import {
  type CopyConflict,
  catchUp,
  publishAuditRecords,
} from '../../../lambdas/application/audit/publish-audit-records.js';
import { objectKeys, registryKeys } from '../../../lib/contracts/index.js';
import { AuditAnchors } from '../../../lib/index.js';
import { register, releaseTrail } from '../../fixtures/audited-registry.js';
import { findChainBreak } from '../../fixtures/find-chain-break.js';
import { MemoryEventPublisher } from '../../fixtures/memory/memory-event-publisher.js';
import { contentOf } from '../../fixtures/registry-content.js';
import { modelVersion, put } from '../../fixtures/registry-records.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { releasedItems } from '../../fixtures/release-0.1.0/registry-items.js';
import { synthesize } from '../../fixtures/synthesis.js';
import { runCommand } from '../../unit/bin/run-command.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();
let dynamodb: DynamoDBClient;
let s3: S3Client;
const folder = mkdtempSync(join(tmpdir(), 'audit-'));

beforeAll(() => {
  dynamodb = new DynamoDBClient(aws.config);
  s3 = new S3Client(aws.config);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.config.endpoint);
  vi.stubEnv('AWS_REGION', aws.config.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', aws.config.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', aws.config.credentials.secretAccessKey);
  vi.stubEnv('AWS_PROFILE', undefined);
});
afterAll(() => {
  vi.unstubAllEnvs();
  dynamodb.destroy();
  s3.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** A stack that the command line takes for a platform, with the registry's table and the two buckets. */
async function platform(stack: string) {
  const table = await createRegistryTable(dynamodb, `${stack}-registry`);
  const { json } = synthesize((scope) => new AuditAnchors(scope, 'Anchors'));
  const [id, anchors] = Object.entries(json.Resources).find(([, { Type }]) => Type === 'AWS::S3::Bucket') ?? [];
  if (id === undefined) throw new Error('anchors without a bucket');
  const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
  const output = await aws.deploy(
    stack,
    {
      Artifacts: { Type: 'AWS::S3::Bucket', Properties: versioned },
      Anchors: { ...anchors, DeletionPolicy: 'Delete' },
    },
    {
      ControlApiId: 'none',
      RegistryTableName: table,
      ArtifactBucketName: { Ref: 'Artifacts' },
      AuditAnchorBucketName: { Ref: 'Anchors' },
    },
  );
  const [artifactBucket, anchorBucket] = [output('ArtifactBucketName'), output('AuditAnchorBucketName')];
  const events = new MemoryEventPublisher();
  const conflicts: CopyConflict[] = [];
  return {
    conflicts,
    table,
    artifactBucket,
    anchorBucket,
    events,
    registry: new DynamoDbModelRegistryStore(dynamodb, table),
    publishing: {
      archive: new DynamoDbRegistryArchive(dynamodb, table),
      artifacts: new S3ArtifactStore(s3, artifactBucket),
      anchors: new S3ArtifactStore(s3, anchorBucket),
      events,
      onConflict: (conflict: CopyConflict) => conflicts.push(conflict),
    },
    mlops: (...args: string[]) =>
      runCommand(['--stack', stack, ...args], { env: { AWS_ENDPOINT_URL: aws.config.endpoint } }),
  };
}

const verdict = z.object({
  models: z.array(z.looseObject({ model: z.string(), records: z.number(), anchors: z.number(), copies: z.number() })),
  findings: z.array(z.object({ kind: z.string(), seq: z.number().optional(), item: z.string().optional() })),
});

describe('a registry that was written, published and tampered with', () => {
  test('is in order before; afterwards each change is named, and the answer is no', async () => {
    const { table, registry, publishing, anchorBucket, mlops } = await platform('audited');
    await register(registry, 6);
    expect(await catchUp(publishing, 'bikes')).toBe(6);
    const before = await mlops('--json', 'audit', 'verify');
    expect(before).toMatchObject({ code: 0, err: '' });
    expect(verdict.parse(JSON.parse(before.out))).toMatchObject({
      models: [{ model: 'bikes', records: 6, anchors: 6, copies: 6 }],
      findings: [],
    });

    const anchor = (seq: number) => `anchors/bikes/00000000000${seq}.json`;
    await s3.send(new PutObjectCommand({ Bucket: anchorBucket, Key: anchor(1), Body: '{}' }));
    await s3.send(new DeleteObjectCommand({ Bucket: anchorBucket, Key: anchor(2) }));
    const Key = marshall({ pk: registryKeys.modelPartition('bikes'), sk: registryKeys.audit(6) });
    await dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    const Item = marshall({ pk: 'MODEL#bikes', sk: 'ALIAS#champion', kind: 'Alias', record: { version: 1 } });
    await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    const after = await mlops('--json', 'audit', 'verify', '--model', 'bikes');
    expect(after.code).toBe(2);
    expect(verdict.parse(JSON.parse(after.out)).findings).toEqual([
      { kind: 'anchor-overwritten', seq: 1 },
      { kind: 'anchor-deleted', seq: 2 },
      { kind: 'record-missing', seq: 6 },
      { kind: 'item-edited', seq: 6, item: 'MODEL#bikes ALIAS#champion' },
    ]);
    const shown = await mlops('audit', 'verify');
    expect(shown.out).toContain('audit record 6 is gone from the table');
    expect(await mlops('audit', 'verify', '--model', 'other')).toMatchObject({ code: 1 });
  });

  test('keeps every version of an anchor: it is locked', async () => {
    const { registry, publishing, anchorBucket: Bucket } = await platform('locked-anchors');
    await register(registry, 1);
    await catchUp(publishing, 'bikes');
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'anchors/' }));
    const [{ Key, VersionId } = {}] = Versions;
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))).rejects.toThrow(
      expect.objectContaining({ name: 'AccessDenied' }),
    );
  });

  test('is in doubt while nothing locks its anchors: no Object Lock, or one that keeps nothing by itself', async () => {
    const { artifactBucket, mlops, anchorBucket } = await platform('unlocked');
    const copies = { artifacts: artifactBucket };
    const isLocked = (anchors?: string) =>
      new S3AuditTrail(s3, anchors === undefined ? copies : { ...copies, anchors }).areAnchorsLocked();
    expect([await isLocked(anchorBucket), await isLocked(artifactBucket), await isLocked()]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect((await mlops('audit', 'verify')).code).toBe(0);
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const };
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket: anchorBucket, ObjectLockConfiguration }));
    const { code, out } = await mlops('--json', 'audit', 'verify');
    expect({ code, findings: verdict.parse(JSON.parse(out)).findings }).toEqual({
      code: 2,
      findings: [{ kind: 'anchors-unlocked' }],
    });
  });

  test('has the records that were lost on the way published with the next change, in order', async () => {
    const { registry, publishing, events, mlops } = await platform('caught-up');
    await register(registry, 30);
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    const last = items.slice(-1).map((record) => ({ sequenceNumber: '1', read: () => ({ record, restored: false }) }));
    expect(await publishAuditRecords(publishing, last)).toEqual({ published: 1, caughtUp: 29 });
    expect(events.published.map(({ seq }) => seq)).toEqual(items.map(({ seq }) => seq));
    expect((await mlops('audit', 'verify')).code).toBe(0);
  });

  test('is exported as JSON lines, to a file and to standard output', async () => {
    const { registry, mlops } = await platform('exported');
    await register(registry, 3);
    const file = join(folder, 'bikes.jsonl');
    expect(await mlops('audit', 'export', '--model', 'bikes', '--out', file)).toMatchObject({ code: 0 });
    const { out } = await mlops('audit', 'export', '--model', 'bikes');
    expect(readFileSync(file, 'utf8')).toBe(out);
    const records = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toHaveLength(3);
    expect(findChainBreak(records)).toBeUndefined();
    expect(await mlops('audit', 'export', '--model', 'other')).toMatchObject({
      code: 1,
      err: 'error: the registry has no audit records of a model other\n',
    });
  });
});

describe('a table that is lost', () => {
  test('is rebuilt from the copies, equal in content, and again without any harm', async () => {
    const { table, registry, publishing, artifactBucket, anchorBucket, mlops } = await platform('rebuilt');
    await register(registry, 5);
    await register(registry, 2, 'churn');
    for (const model of ['bikes', 'churn']) await catchUp(publishing, model);
    const restored = await createRegistryTable(dynamodb, 'restored');
    const first = await mlops('registry', 'rebuild', '--table', restored);
    expect(first.code).toBe(0);
    expect(first.out).toContain('bikes  rebuilt  5 ');
    expect(await contentOf(dynamodb, restored)).toEqual(await contentOf(dynamodb, table));
    expect(await mlops('audit', 'verify', '--table', restored)).toMatchObject({ code: 0 });
    const places = ['--bucket', artifactBucket, '--anchors', anchorBucket];
    const again = await mlops('--json', 'registry', 'rebuild', '--table', restored, ...places);
    expect(JSON.parse(again.out)).toMatchObject({ models: [{ status: 'unchanged' }, { status: 'unchanged' }] });
    await register(new DynamoDbModelRegistryStore(dynamodb, restored), 1);
    const refused = await mlops('registry', 'rebuild', '--table', restored);
    expect(refused.code).toBe(2);
    expect(refused.out).toContain('the table has another audit record 6 than the copies');
  });

  test('and was set back to a time that forgets changes has no copies of the next ones, which is told', async () => {
    const { registry, publishing, conflicts, mlops } = await platform('set-back');
    await register(registry, 3);
    await catchUp(publishing, 'bikes');
    const [, , lost] = (await registry.listAuditRecords('bikes', { limit: 10 })).items;
    const table = await createRegistryTable(dynamodb, 'set-back-restored');
    const restored = new DynamoDbModelRegistryStore(dynamodb, table);
    await register(restored, 2);
    await put(restored, modelVersion(9));
    const records = (await restored.listAuditRecords('bikes', { limit: 10 })).items;
    const streamed = records.map((record) => ({ sequenceNumber: '1', read: () => ({ record, restored: false }) }));
    const archive = new DynamoDbRegistryArchive(dynamodb, table);
    expect(await publishAuditRecords({ ...publishing, archive }, streamed)).toEqual({ published: 3, caughtUp: 0 });
    expect(conflicts).toEqual([{ model: 'bikes', seq: 3, hash: records[2]?.hash, copyHash: lost?.hash }]);
    const { code, out } = await mlops('--json', 'audit', 'verify', '--table', table);
    expect(code).toBe(2);
    expect(verdict.parse(JSON.parse(out)).findings).toContainEqual({ kind: 'chain-recomputed', seq: 3 });
  });

  test('is rebuilt from what release 0.1.0 wrote as well', async () => {
    const { table, publishing, mlops } = await platform('released');
    for (const Item of releasedItems) await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    for await (const { seq, text } of releaseTrail().copies('demo')) {
      await publishing.artifacts.write(objectKeys.auditRecord('demo', seq), text, { contentType: 'application/json' });
    }
    expect(await mlops('audit', 'verify')).toMatchObject({ code: 0 });
    const restored = await createRegistryTable(dynamodb, 'released-restored');
    expect(await mlops('registry', 'rebuild', '--table', restored)).toMatchObject({ code: 0 });
    expect(await contentOf(dynamodb, restored)).toEqual(await contentOf(dynamodb, table));
  });
});
