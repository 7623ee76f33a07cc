import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { planMonitorRun, planMonitorRunSchema } from '../application/monitoring/plan-monitor-run.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { artifactBucket, registryTable, monitorSettings } = parseEnvironment('plan-monitor-run');
const ports = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), artifactBucket),
  ...(registryTable === undefined
    ? {}
    : { registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), registryTable) }),
  clock,
};

export const handler = taskHandler('plan-monitor-run', planMonitorRunSchema, async (input, more) => {
  const run = await planMonitorRun(ports, monitorSettings, input);
  more({ model: run.model, runId: run.runId, ...run.window, shards: run.shards.length });
  return run;
});
