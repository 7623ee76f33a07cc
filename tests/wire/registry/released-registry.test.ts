import { BatchWriteItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { moveAlias } from '../../../lambdas/domain/registry/move-alias.js';
import { AT, put } from '../../fixtures/registry-records.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { releasedItems } from '../../fixtures/release-0.1.0/registry-items.js';
import { releasedRegistrySuite } from '../../fixtures/released-registry-suite.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();
let client: DynamoDBClient;
let tables = 0;

beforeAll(() => {
  client = new DynamoDBClient(aws.config);
});
afterAll(() => client.destroy());

/** A table with the dump in it, item by item as release 0.1.0 wrote it. */
async function releasedTable(): Promise<string> {
  tables += 1;
  const table = await createRegistryTable(client, `released-${tables}`);
  for (let from = 0; from < releasedItems.length; from += 25) {
    const writes = releasedItems.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: writes } }));
  }
  return table;
}

releasedRegistrySuite(
  'a registry of release 0.1.0 in DynamoDB',
  async () => new DynamoDbModelRegistryStore(client, await releasedTable()),
);

describe('an item of release 0.1.0', () => {
  it('stays as it was until it is written again, and then has the schema version of today', async () => {
    const table = await releasedTable();
    const store = new DynamoDbModelRegistryStore(client, table);
    const stored = async (sk: string) => {
      const Key = { pk: { S: 'MODEL#demo' }, sk: { S: sk } };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      return { schemaVersion: Item?.schemaVersion?.N, fields: Object.keys(Item?.record?.M ?? {}) };
    };
    const champion = await store.readAlias('demo', 'champion');
    const approval = await store.readApproval('demo', 2);
    if (approval === undefined) throw new Error('the dump has an approval of version 2');
    expect(await stored('ALIAS#champion')).toMatchObject({ schemaVersion: '1' });
    expect(await stored('APPROVAL#0000000002')).toMatchObject({ schemaVersion: '1' });

    await put(store, moveAlias(champion, { model: 'demo', alias: 'champion', version: 1, at: AT }), approval);
    const alias = await stored('ALIAS#champion');
    expect(alias.schemaVersion).toBe('2');
    expect(alias.fields).toContain('history');
    expect(alias.fields).not.toContain('previousVersion');
    const rewritten = await stored('APPROVAL#0000000002');
    expect(rewritten.schemaVersion).toBe('2');
    expect(rewritten.fields).toEqual(expect.arrayContaining(['status', 'decisions']));
    expect(rewritten.fields).not.toContain('actor');
    expect(await stored('APPROVAL#0000000001')).toMatchObject({ schemaVersion: '1' });
  });
});
