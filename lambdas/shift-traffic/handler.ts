import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { shiftTrafficInputSchema } from '../application/documents/rollout-tasks.js';
import { shiftTrafficOf } from '../application/rollout/shift-traffic.js';
import { systemClock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('shift-traffic');
const registry = new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable);

export const handler = taskHandler('shift-traffic', shiftTrafficInputSchema, (input, more) => {
  more(input);
  return shiftTrafficOf(registry, systemClock, input);
});
