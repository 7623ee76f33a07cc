import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY } from '../../../lib/contracts/index.js';
import type { LoopContext } from '../../../local/driver/loop-context.js';

/** Makes a table as an administrator does before a rebuild; answers its name. */
export async function emptyRegistryTable({ client }: LoopContext, TableName: string): Promise<string> {
  const keys = [
    [REGISTRY_PARTITION_KEY, 'HASH'],
    [REGISTRY_SORT_KEY, 'RANGE'],
  ] as const;
  await new DynamoDBClient(client).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map(([AttributeName]) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
    }),
  );
  return TableName;
}
