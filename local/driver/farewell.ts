import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/contracts/index.js';
import type { LoopContext } from './loop-context.js';
import { readTraffic } from './scenario.js';

/** Saves the newest drift report where a browser can open it; answers its path, or undefined without one. */
export async function saveDriftReport({ client, outputs, scenario, root }: LoopContext): Promise<string | undefined> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const Bucket = outputs.ArtifactBucketName;
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: objectKeys.monitorReports(scenario.model) }),
  );
  const Key = Contents.map(({ Key = '' }) => Key)
    .filter((key) => key.endsWith('/report.html'))
    .sort()
    .at(-1);
  if (Key === undefined) return undefined;
  const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const file = join(root, '.local', 'drift-report.html');
  writeFileSync(file, (await object.Body?.transformToString()) ?? '');
  return file;
}

/** A request that a person can paste; the emulator's own administrator signs it. */
export function curlCommand({ application, client, scenario }: LoopContext): string {
  const row = readTraffic(scenario, 'traffic-reference.csv')
    .slice(0, 1)
    .map(({ features }) => features);
  const { accessKeyId, secretAccessKey } = client.credentials;
  return [
    `curl --aws-sigv4 aws:amz:${client.region}:execute-api --user ${accessKeyId}:${secretAccessKey}`,
    "-H 'content-type: application/json'",
    `-d '${application.body(row).replaceAll("'", "'\\''")}'`,
    `'${application.inferUrl}'`,
  ].join(' \\\n  ');
}
