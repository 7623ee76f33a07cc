import { artifactPaths } from '../../../lib/contracts/index.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { FileEvidence } from '../../domain/gates/integrity-gate.js';
import type { Manifest } from '../../domain/manifest.js';
import type { VersionContents } from '../../domain/registry/records.js';
import type { Signature } from '../../domain/signature.js';
import type { ReadArchive } from '../../ports/archive-reader.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { signatureSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';
import { hashObject } from '../hash-object.js';
import { filesOf } from './read-contents.js';

const { model: MODEL_FILE, signature: SIGNATURE_FILE } = artifactPaths;
/** What of an archive is held in memory, in bytes: candidate and champion are, at the same time. */
const LIMITS: Readonly<Record<string, number>> = { [MODEL_FILE]: 256 * 1024 ** 2, [SIGNATURE_FILE]: 1024 ** 2 };

export interface OpenedArtifact {
  readonly onnx: Uint8Array;
  readonly signature: Signature;
}

/** Size and SHA-256 of every file of the manifest, read at the version that was registered. */
export async function collectFileEvidence(
  artifacts: Pick<ArtifactStore, 'head' | 'readStream'>,
  folder: string,
  manifest: Manifest,
  contents: VersionContents,
): Promise<FileEvidence[]> {
  const { artifact, evaluation, baseline } = contents;
  const pinned = [
    artifact,
    evaluation.report,
    evaluation.predictions,
    evaluation.sample,
    baseline.statistics,
    baseline.rows,
  ];
  const evidence: FileEvidence[] = [];
  for (const expected of filesOf(manifest)) {
    const key = `${folder}${expected.path}`;
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
) {
  const head = await artifacts.head(key, versionId);
  return head.size === expectedSize ? hashObject(artifacts, key, head.versionId) : { size: head.size, sha256: '' };
}

/** `model.onnx` and `signature.json` out of an artifact, which is read to its end. Throws InvalidInput. */
export async function openArtifact(
  artifacts: Pick<ArtifactStore, 'readStream'>,
  readArchive: ReadArchive,
  pointer: { readonly key: string; readonly versionId: string },
): Promise<OpenedArtifact> {
  const found = new Map<string, Buffer>();
  for await (const entry of readArchive(await artifacts.readStream(pointer.key, pointer.versionId))) {
    const limit = LIMITS[entry.path];
    if (limit === undefined) continue;
    if (entry.size > limit)
      throw new InvalidInput(`${entry.path} has ${entry.size} bytes, at most ${limit} are allowed`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.body) chunks.push(chunk);
    found.set(entry.path, Buffer.concat(chunks));
  }
  const onnx = found.get(MODEL_FILE);
  const signature = found.get(SIGNATURE_FILE);
  if (onnx === undefined) throw new InvalidInput(`The artifact has no ${MODEL_FILE}`);
  if (signature === undefined) throw new InvalidInput(`The artifact has no ${SIGNATURE_FILE}`);
  return { onnx, signature: parseJsonDocument(signatureSchema, signature.toString('utf8'), SIGNATURE_FILE) };
}
