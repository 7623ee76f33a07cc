import { sha256 } from '../../domain/canonical-json.js';
import { InvalidInput } from '../../domain/errors.js';
import type { PinnedScores } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseVersionScores, renderVersionScores, type VersionScores } from '../documents/version-scores.js';
import type { OwnScores } from './evidence.js';

/** Bytes: more are not kept, since the function that begins a rollout reads those of two versions. */
const MAXIMUM_SCORES = 20_000_000;

/** Writes what a version says of the evaluation set; answers with what the registry keeps of it. */
export async function writeScores(
  artifacts: Pick<ArtifactStore, 'write'>,
  key: string,
  scored: OwnScores | undefined,
): Promise<PinnedScores | undefined> {
  if (scored === undefined) return undefined;
  const body = renderVersionScores(scored);
  if (Buffer.byteLength(body) > MAXIMUM_SCORES) return undefined;
  const { versionId } = await artifacts.write(key, body, { contentType: 'text/csv' });
  const { number, sha256: content } = scored.set;
  return { key, versionId, sha256: sha256(body), evaluationSet: { number, sha256: content } };
}

/** The very scores that the registry names. Throws NotFound where they are gone, InvalidInput for another content. */
export async function readScores(
  artifacts: Pick<ArtifactStore, 'readText'>,
  { key, versionId, sha256: expected }: PinnedScores,
): Promise<VersionScores> {
  const text = await artifacts.readText(key, versionId);
  const found = sha256(text);
  if (found !== expected) {
    throw new InvalidInput(`Object ${key} has SHA-256 ${found}, the registry says ${expected}`);
  }
  return parseVersionScores(text);
}
