import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { readTarGz as readArchive } from '../adapters/archive/read-tar-gz.js';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { trainedStateSchema } from '../application/documents/retraining-state.js';
import { submitTrainingOutput } from '../application/retraining/submit-training-output.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { artifactBucket, registryTable } = parseEnvironment('submit-training-output');
const ports = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), artifactBucket),
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), registryTable),
  readArchive,
  clock,
};

export const handler = taskHandler('submit-training-output', trainedStateSchema, async (state, more) => {
  const { model, runId, job } = state;
  more({ model, runId, trainingJob: job.TrainingJobName });
  const submitted = await submitTrainingOutput(ports, state);
  more({ submissionId: submitted.submissionId });
  return submitted;
});
