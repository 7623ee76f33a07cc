import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { SageMakerEndpointControl } from '../adapters/sagemaker/sage-maker-endpoint-control.js';
import { endedExecutionSchema } from '../application/documents/aws-events.js';
import { abortRollout } from '../application/rollout/abort-rollout.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('abort-rollout');
const ports = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  endpoints: new SageMakerEndpointControl(new SageMakerClient(clientSettings)),
  clock,
};

export const handler = taskHandler('abort-rollout', endedExecutionSchema, async (execution, more) => {
  more({ rolloutId: execution.name, status: execution.status });
  const aborted = await abortRollout(ports, execution);
  more({ ...aborted });
  return aborted;
});
