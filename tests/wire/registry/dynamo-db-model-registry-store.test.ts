import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { registryStoreSuite } from '../../fixtures/registry-store-suite.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();
let client: DynamoDBClient;
let tables = 0;

beforeAll(() => {
  client = new DynamoDBClient(aws.config);
});
afterAll(() => client.destroy());

registryStoreSuite('the registry in the DynamoDB of the embedded AWS', async () => {
  tables += 1;
  return new DynamoDbModelRegistryStore(client, await createRegistryTable(client, `registry-${tables}`));
});
