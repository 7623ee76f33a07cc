import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/contracts/index.js';
import type { LoopContext } from './loop-context.js';

/** Ids of all captured records of the scenario's model, as they lie in the artifact store. */
export async function capturedRecordIds({ client, outputs, scenario }: LoopContext): Promise<Set<string>> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const Bucket = outputs.ArtifactBucketName;
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: objectKeys.capture(scenario.model) }),
  );
  const ids = new Set<string>();
  for (const { Key } of Contents) {
    const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
    for (const line of text.split('\n').filter((line) => line !== '')) {
      ids.add(JSON.parse(line).eventMetadata.inferenceId);
    }
  }
  return ids;
}
