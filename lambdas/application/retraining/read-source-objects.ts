import { sha256 } from '../../domain/canonical-json.js';
import type { ArtifactStore, ArtifactSummary } from '../../ports/artifact-store.js';
import type { SnapshotSource } from '../documents/snapshot.js';

/** Objects that are read at the same time. */
const CONCURRENCY = 16;

export interface SourceObject<T> {
  readonly source: SnapshotSource;
  readonly lastModified: Date;
  readonly content: T;
}

export interface SourceObjects<T> {
  readonly artifacts: Pick<ArtifactStore, 'head' | 'readBytes' | 'list'>;
  readonly kind: SnapshotSource['kind'];
  readonly prefix: string;
  readonly accepts: (key: string) => boolean;
  /** Called with the bytes of one version, so that they need not be kept. `what` names the object in errors. */
  readonly parse: (bytes: Buffer, what: string) => T | Promise<T>;
}

/** The accepted objects below a prefix, in key order, each pinned to its version, hashed and parsed. */
export async function readSourceObjects<T>(sources: SourceObjects<T>): Promise<SourceObject<T>[]> {
  const { artifacts, kind, prefix, accepts, parse } = sources;
  const read = async ({ key }: ArtifactSummary): Promise<SourceObject<T>> => {
    const { versionId, lastModified } = await artifacts.head(key);
    const bytes = await artifacts.readBytes(key, versionId);
    const source = { kind, key, versionId, sha256: sha256(bytes) };
    return { source, lastModified, content: await parse(bytes, key) };
  };
  const objects: SourceObject<T>[] = [];
  let batch: ArtifactSummary[] = [];
  for await (const summary of artifacts.list(prefix)) {
    if (!accepts(summary.key)) continue;
    batch.push(summary);
    if (batch.length === CONCURRENCY) {
      objects.push(...(await Promise.all(batch.map(read))));
      batch = [];
    }
  }
  return [...objects, ...(await Promise.all(batch.map(read)))];
}
