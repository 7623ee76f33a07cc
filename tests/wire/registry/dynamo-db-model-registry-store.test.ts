import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY } from '../../../lib/contracts/index.js';
import { registryStoreSuite } from '../../fixtures/registry-store-suite.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();
let client: DynamoDBClient;
let tables = 0;

beforeAll(() => {
  client = new DynamoDBClient(aws.config);
});
afterAll(() => client.destroy());

async function newTable(): Promise<string> {
  tables += 1;
  const TableName = `registry-${tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: REGISTRY_PARTITION_KEY, AttributeType: 'S' },
        { AttributeName: REGISTRY_SORT_KEY, AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: REGISTRY_PARTITION_KEY, KeyType: 'HASH' },
        { AttributeName: REGISTRY_SORT_KEY, KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
  return TableName;
}

registryStoreSuite('the registry in DynamoDB', async () => new DynamoDbModelRegistryStore(client, await newTable()));
