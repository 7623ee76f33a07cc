import { createHash } from 'node:crypto';
import type { ArtifactStore } from '../ports/artifact-store.js';

/** Size and SHA-256 (lower-case hex) of an object, of which no more than a chunk is in memory. */
export async function hashObject(
  artifacts: Pick<ArtifactStore, 'readStream'>,
  key: string,
  versionId: string,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of await artifacts.readStream(key, versionId)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}
