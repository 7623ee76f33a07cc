import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { itemOf } from '../../../lambdas/adapters/dynamodb/registry-items.js';
import { listVersions } from '../../../lambdas/application/control/models.js';
import { recordKey } from '../../../lambdas/domain/registry/record-key.js';
import { ManualClock } from '../../fixtures/manual-clock.js';
import { MemoryArtifactStore } from '../../fixtures/memory/memory-artifact-store.js';
import { MemoryModelPolicyStore } from '../../fixtures/memory/memory-model-policy-store.js';
import { MemoryTaskCallback } from '../../fixtures/memory/memory-task-callback.js';
import { MemoryWorkflowStarter } from '../../fixtures/memory/memory-workflow-starter.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { modelVersion } from '../../fixtures/registry-records.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { TestAws } from '../embedded-aws.js';

const VERSIONS = 10_000;
const LIMIT = 100;
/** Pages between two looks at what is still reachable. */
const LOOK = 20;
const aws = new TestAws();
let client: DynamoDBClient;
let registry: DynamoDbModelRegistryStore;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

beforeAll(async () => {
  client = new DynamoDBClient(aws.config);
  const table = await createRegistryTable(client, 'many');
  const numbers = Array.from({ length: VERSIONS }, (_, index) => index + 1);
  const batches = Array.from({ length: VERSIONS / 25 }, (_, batch) => numbers.slice(batch * 25, batch * 25 + 25));
  const write = async (batch: readonly number[]): Promise<void> => {
    const writes = batch.map((number) => {
      const version = modelVersion(number, { status: 'Validated' });
      return { PutRequest: { Item: itemOf(recordKey(version), version.kind, 1, version) } };
    });
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: writes } }));
  };
  for (let from = 0; from < batches.length; from += 8) await Promise.all(batches.slice(from, from + 8).map(write));
  registry = new DynamoDbModelRegistryStore(client, table);
});
afterAll(() => client.destroy());

interface VersionPage {
  readonly items: readonly { readonly version: number }[];
  readonly cursor?: string;
}

/** Walks all pages; answers how many versions of them are reachable at most when somebody looks. */
async function walk(read: (cursor: string | undefined) => Promise<VersionPage>): Promise<number> {
  let seen: WeakRef<object>[] = [];
  let next = VERSIONS;
  let cursor: string | undefined;
  let reachable = 0;
  for (let pages = 1; ; pages += 1) {
    const page = await read(cursor);
    expect(page.items.length).toBeLessThanOrEqual(LIMIT);
    for (const item of page.items) {
      if (item.version !== next) throw new Error(`expected version ${next}, got ${item.version}`);
      next -= 1;
      seen.push(new WeakRef(item));
    }
    cursor = page.cursor;
    if (pages % LOOK === 0) {
      // What a WeakRef shows stays reachable until the turn ends.
      await nextTurn();
      collectGarbage();
      seen = seen.filter((ref) => ref.deref() !== undefined);
      reachable = Math.max(reachable, seen.length);
      await nextTurn();
    }
    if (cursor === undefined) break;
  }
  expect(next).toBe(0);
  return reachable;
}

/** The page that is being looked at, and the one before, which its variable may still hold. */
const TWO_PAGES = 2 * LIMIT;

describe('a model of 10,000 versions', { timeout: 300_000 }, () => {
  it('is listed by the store in pages, of which no more than the last ones stay in memory', async () => {
    const page = (cursor: string | undefined) =>
      registry.listVersions('bikes', { limit: LIMIT, ...(cursor !== undefined && { cursor }) });
    expect(await walk(page)).toBeLessThanOrEqual(TWO_PAGES);
  });

  it('is listed by the control API in pages, of which no more than the last ones stay in memory', async () => {
    const ports = {
      registry,
      artifacts: new MemoryArtifactStore(),
      policies: new MemoryModelPolicyStore(modelPolicy()),
      workflows: new MemoryWorkflowStarter(),
      callbacks: new MemoryTaskCallback(),
      retrainingStateMachineArn: 'arn:retraining',
      clock: new ManualClock(),
      newId: () => 'id',
    };
    const reachable = await walk(async (from) => {
      const query = { limit: LIMIT, ...(from !== undefined && { cursor: from }) };
      const { versions, cursor } = await listVersions(ports, 'bikes', query);
      return { items: versions, ...(cursor !== undefined && { cursor }) };
    });
    expect(reachable).toBeLessThanOrEqual(TWO_PAGES);
  });

  it('would show it if pages stayed in memory', async () => {
    const items = (first: number) => Array.from({ length: LIMIT }, (_, index) => ({ version: first - index }));
    const kept: VersionPage[] = [];
    const reachable = await walk(async (cursor) => {
      const first = cursor === undefined ? VERSIONS : Number(cursor);
      const page = { items: items(first), ...(first > LIMIT && { cursor: String(first - LIMIT) }) };
      kept.push(page);
      return page;
    });
    expect(reachable).toBe(VERSIONS);
    expect(kept).toHaveLength(VERSIONS / LIMIT);
  });
});
