import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { registryStoreSuite } from '../fixtures/registry-store-suite.js';
import { createRegistryTable } from '../fixtures/registry-table.js';
import { type DynamoDbLocal, startDynamoDbLocal } from './dynamodb-local/start-dynamodb-local.js';

let server: DynamoDbLocal;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  server = await startDynamoDbLocal();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client?.destroy();
  await server?.stop();
});

registryStoreSuite("the registry in AWS's DynamoDB Local", async () => {
  tables += 1;
  return new DynamoDbModelRegistryStore(client, await createRegistryTable(client, `registry-${tables}`));
});
