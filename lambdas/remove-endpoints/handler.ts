import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { SageMakerEndpointControl } from '../adapters/sagemaker/sage-maker-endpoint-control.js';
import { removeEndpointsInputSchema } from '../application/documents/rollout-tasks.js';
import { removeEndpoints } from '../application/rollout/remove-endpoints.js';
import { removeRetiredEndpoints } from '../application/rollout/remove-retired-endpoints.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('remove-endpoints');
const ports = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  endpoints: new SageMakerEndpointControl(new SageMakerClient(clientSettings)),
  clock,
};

/** A rollout has waited for the drain, and names what its split left; after a retirement we look ourselves. */
export const handler = taskHandler('remove-endpoints', removeEndpointsInputSchema, async (input, more) => {
  more({ ...input });
  return 'model' in input
    ? removeRetiredEndpoints(ports, input)
    : removeEndpoints(ports.endpoints, input.endpointNames);
});
