import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { readTarGz } from '../adapters/archive/read-tar-gz.js';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { OnnxRuntimeModelScorer } from '../adapters/onnxruntime/onnx-runtime-model-scorer.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { objectCreatedSchema } from '../application/documents/aws-events.js';
import { validateModelVersion } from '../application/validate-model-version.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { eventHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('validate-model-version');
const dependencies = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  readArchive: readTarGz,
  scorer: new OnnxRuntimeModelScorer(),
  clock,
};

export const handler = eventHandler('validate-model-version', objectCreatedSchema, async ({ detail }, more) => {
  const { key, 'version-id': versionId } = detail.object;
  const validation = await validateModelVersion(dependencies, {
    key,
    ...(versionId === undefined ? {} : { versionId }),
  });
  more({ key, ...validation });
  return validation;
});
