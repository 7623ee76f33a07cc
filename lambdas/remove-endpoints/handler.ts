import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerEndpointControl } from '../adapters/sagemaker/sage-maker-endpoint-control.js';
import { removeEndpointsInputSchema } from '../application/documents/rollout-tasks.js';
import { removeEndpoints } from '../application/rollout/remove-endpoints.js';
import { clientSettings } from '../runtime/clients.js';
import { taskHandler } from '../runtime/middleware.js';

const control = new SageMakerEndpointControl(new SageMakerClient(clientSettings));

export const handler = taskHandler('remove-endpoints', removeEndpointsInputSchema, async ({ endpointNames }, more) => {
  more({ endpointNames });
  return removeEndpoints(control, endpointNames);
});
