import { NotFound } from '../../domain/errors.js';
import type { FileEvidence } from '../../domain/gates/integrity-gate.js';
import type { Manifest } from '../../domain/manifest.js';
import type { VersionContents } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { hashObject } from '../hash-object.js';
import { filesOf } from './read-contents.js';

type Found = Pick<Required<FileEvidence>['found'], 'size' | 'sha256'>;

/**
 * Size and SHA-256 of every file of the manifest, read at the version that was registered. The artifact's are those of
 * its inspection: it is not read again.
 */
export async function collectFileEvidence(
  artifacts: Pick<ArtifactStore, 'head' | 'readStream'>,
  folder: string,
  { manifest, contents }: { readonly manifest: Manifest; readonly contents: VersionContents },
  artifact: Found | undefined,
): Promise<FileEvidence[]> {
  const { evaluation, baseline } = contents;
  const pinned = [evaluation.report, evaluation.predictions, evaluation.sample, baseline.statistics, baseline.rows];
  const evidence: FileEvidence[] = [];
  for (const expected of filesOf(manifest)) {
    const key = `${folder}${expected.path}`;
    if (key === contents.artifact.key) {
      evidence.push({ expected, ...(artifact && { found: { size: artifact.size, sha256: artifact.sha256 } }) });
      continue;
    }
    const versionId = pinned.find((pointer) => pointer.key === key)?.versionId;
    try {
      evidence.push({ expected, found: await digest(artifacts, key, versionId, expected.size) });
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      evidence.push({ expected });
    }
  }
  return evidence;
}

/** The content is only read where its size is the expected one. */
async function digest(
  artifacts: Pick<ArtifactStore, 'head' | 'readStream'>,
  key: string,
  versionId: string | undefined,
  expectedSize: number,
): Promise<Found> {
  const head = await artifacts.head(key, versionId);
  return head.size === expectedSize ? hashObject(artifacts, key, head.versionId) : { size: head.size, sha256: '' };
}
