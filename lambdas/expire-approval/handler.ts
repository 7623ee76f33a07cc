import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { expireRequest } from '../application/approval/expire-approval.js';
import { approvalRequestSchema } from '../application/documents/approval-tasks.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('expire-approval');
const registry = new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable);

export const handler = taskHandler('expire-approval', approvalRequestSchema, async (input, more) => {
  const outcome = await expireRequest({ registry, clock }, input);
  more({ ...input, ...outcome });
  return outcome;
});
