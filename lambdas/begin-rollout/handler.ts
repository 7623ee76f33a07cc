import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SageMakerEndpointControl } from '../adapters/sagemaker/sage-maker-endpoint-control.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { beginRolloutInputSchema } from '../application/documents/rollout-tasks.js';
import { beginRolloutOf } from '../application/rollout/begin-rollout.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('begin-rollout');
const dependencies = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  endpoints: new SageMakerEndpointControl(new SageMakerClient(clientSettings)),
  clock,
  servingImage: environment.servingImage,
  resourceNamePrefix: environment.resourceNamePrefix,
};

export const handler = taskHandler('begin-rollout', beginRolloutInputSchema, async (input, more) => {
  const plan = await beginRolloutOf(dependencies, input);
  more({ ...input, action: plan.action, reason: plan.reason });
  return plan;
});
