import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import * as z from 'zod';
import { SageMakerEndpointControl } from '../adapters/sagemaker/sage-maker-endpoint-control.js';
import { type CustomResourceAnswer, customResourceEventSchema } from '../application/documents/custom-resource.js';
import { removeEndpoints } from '../application/rollout/remove-endpoints.js';
import { clientSettings } from '../runtime/clients.js';
import { taskHandler } from '../runtime/middleware.js';

const control = new SageMakerEndpointControl(new SageMakerClient(clientSettings));
const eventSchema = customResourceEventSchema(z.object({ ResourceNamePrefix: z.string().min(1) }));

/** When the stack goes, so do the endpoints that its rollouts made: nothing of them is in the template. */
export const handler = taskHandler('clean-up-endpoints', eventSchema, async (event, more) => {
  const prefix = event.ResourceProperties.ResourceNamePrefix;
  const answer: CustomResourceAnswer = { PhysicalResourceId: event.PhysicalResourceId ?? `endpoints-${prefix}` };
  if (event.RequestType !== 'Delete') return answer;
  const endpointNames = await control.list(prefix);
  more({ endpointNames });
  await removeEndpoints(control, endpointNames);
  return answer;
});
