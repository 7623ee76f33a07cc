import { S3Client } from '@aws-sdk/client-s3';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { summariseShard, summariseShardSchema } from '../application/monitoring/summarise-shard.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const { artifactBucket, monitorSettings } = parseEnvironment('summarise-shard');
const ports = { artifacts: new S3ArtifactStore(new S3Client(clientSettings), artifactBucket) };

export const handler = taskHandler('summarise-shard', summariseShardSchema, async (input, more) => {
  const summary = await summariseShard(ports, monitorSettings, input);
  more({ ...input, ...summary });
  return summary;
});
