import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SageMakerEndpointInvoker } from '../adapters/sagemaker/sage-maker-endpoint-invoker.js';
import { smokeTestInputSchema } from '../application/documents/rollout-tasks.js';
import { smokeTestEndpoint } from '../application/rollout/smoke-test-endpoint.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('smoke-test-endpoint');
const dependencies = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  endpoints: new SageMakerEndpointInvoker(
    new SageMakerRuntimeClient({ ...clientSettings, maxAttempts: 1, requestHandler: { requestTimeout: 65_000 } }),
  ),
};

export const handler = taskHandler('smoke-test-endpoint', smokeTestInputSchema, (input, more) => {
  more(input);
  return smokeTestEndpoint(dependencies, input);
});
