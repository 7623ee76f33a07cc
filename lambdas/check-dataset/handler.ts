import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { retrainingStateSchema } from '../application/documents/retraining-state.js';
import { checkDataset } from '../application/retraining/check-dataset.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { artifactBucket, registryTable, modelPolicyPrefix } = parseEnvironment('check-dataset');
const ports = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), artifactBucket),
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), registryTable),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), modelPolicyPrefix),
};

export const handler = taskHandler('check-dataset', retrainingStateSchema, async (state, more) => {
  const { model, runId } = state;
  more({ model, runId });
  const checked = await checkDataset(ports, state);
  more({ rows: checked.rows, columns: checked.columns, violations: checked.violations });
  return checked;
});
