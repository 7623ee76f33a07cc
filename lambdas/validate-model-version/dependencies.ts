import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { readTarGz } from '../adapters/archive/read-tar-gz.js';
import { readZip } from '../adapters/archive/read-zip.js';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { OnnxRuntimeModelScorer } from '../adapters/onnxruntime/onnx-runtime-model-scorer.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import type { HandlerEnvironment } from '../runtime/env.js';

/** What the gates need, alike in the function and in the processing job. */
export const gateDependencies = (environment: HandlerEnvironment<'validate-model-version'>) => ({
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  readArchive: readTarGz,
  readZip,
  scorer: new OnnxRuntimeModelScorer(),
  clock,
});
