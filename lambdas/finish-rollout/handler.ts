import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { finishRolloutInputSchema } from '../application/documents/rollout-tasks.js';
import { finishRolloutOf } from '../application/rollout/finish-rollout.js';
import { systemClock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('finish-rollout');
const registry = new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable);

export const handler = taskHandler('finish-rollout', finishRolloutInputSchema, async (input, more) => {
  const finished = await finishRolloutOf(registry, systemClock, input);
  more({ ...input, ...finished });
  return finished;
});
