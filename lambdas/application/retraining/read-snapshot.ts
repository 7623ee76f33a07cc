import { objectKeys } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { NotFound } from '../../domain/errors.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseJsonDocument } from '../documents/parse.js';
import { type Snapshot, snapshotSchema } from '../documents/snapshot.js';

export const snapshotKey = (model: string, runId: string): string =>
  `${objectKeys.snapshot(model, runId)}snapshot.json`;

/** The snapshot of a run, or undefined when it wrote none. */
export async function readSnapshot(
  artifacts: Pick<ArtifactStore, 'head' | 'readBytes'>,
  model: string,
  runId: string,
): Promise<{ readonly snapshot: Snapshot; readonly pointer: ObjectPointer } | undefined> {
  const key = snapshotKey(model, runId);
  try {
    const { versionId } = await artifacts.head(key);
    const bytes = await artifacts.readBytes(key, versionId);
    const snapshot = parseJsonDocument(snapshotSchema, bytes.toString('utf8'), key);
    return { snapshot, pointer: { key, versionId, sha256: sha256(bytes) } };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
