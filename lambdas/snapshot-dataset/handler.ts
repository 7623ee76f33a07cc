import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { retrainingRequestSchema } from '../application/documents/retraining-state.js';
import { beginRetraining } from '../application/retraining/begin-retraining.js';
import { snapshotDataset } from '../application/retraining/snapshot-dataset.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { artifactBucket, registryTable, modelPolicyPrefix, trainingImage, resourceNamePrefix } =
  parseEnvironment('snapshot-dataset');
const ports = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), artifactBucket),
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), registryTable),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), modelPolicyPrefix),
  clock,
};

export const handler = taskHandler('snapshot-dataset', retrainingRequestSchema, async (input, more) => {
  const skipped = await beginRetraining(ports, input);
  if (skipped !== undefined) {
    more({ ...skipped });
    return skipped;
  }
  const state = await snapshotDataset(ports, { trainingImage, resourceNamePrefix }, input);
  const { model, runId, snapshot, evaluationSet } = state;
  more({ model, runId, rows: snapshot.rows, evaluationSet: evaluationSet.number, evaluationRows: evaluationSet.rows });
  return state;
});
