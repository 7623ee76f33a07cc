import { S3Client } from '@aws-sdk/client-s3';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { mergeMonitorRun, mergeMonitorRunSchema } from '../application/monitoring/merge-monitor-run.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { artifactBucket, monitorSettings } = parseEnvironment('merge-monitor-run');
const ports = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), artifactBucket),
  clock,
  publish: (metrics: object) => process.stdout.write(`${JSON.stringify(metrics)}\n`),
};

export const handler = taskHandler('merge-monitor-run', mergeMonitorRunSchema, async (input, more) => {
  const output = await mergeMonitorRun(ports, monitorSettings, input);
  const { model, runId } = input;
  if (output.state === 'again') more({ model, runId, state: output.state, shards: output.shards.length });
  else {
    const { state, verdict, coverage, violated, alarm } = output;
    more({ model, runId, state, verdict, coverage, violated, alarm });
  }
  return output;
});
