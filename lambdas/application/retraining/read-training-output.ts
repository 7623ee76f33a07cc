import { createHash } from 'node:crypto';
import { artifactPaths, submissionPaths } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { InvalidInput } from '../../domain/errors.js';
import type { FileEntry } from '../../domain/manifest.js';
import type { Signature } from '../../domain/signature.js';
import type { ReadArchive } from '../../ports/archive-reader.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { relativePath, signatureSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';

const SIGNATURE_PATH = artifactPaths.signature;
const MAX_SIGNATURE_BYTES = 1024 * 1024;
/** Of the expanded output but the model; it is held in memory. */
const OUTPUT_LIMITS = { maxEntries: 100, maxExpandedBytes: 256 * 1024 * 1024 } as const;

export interface TrainingOutputPorts {
  readonly artifacts: Pick<ArtifactStore, 'head' | 'readStream'>;
  readonly readArchive: ReadArchive;
}

export interface TrainedModel {
  readonly artifact: FileEntry;
  /** The version that was hashed. */
  readonly versionId: string;
  readonly signature: Signature;
}

async function contentOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Size and hash of a model archive, and the signature in it, in one pass over one version of the object. */
export async function readTrainedModel(
  { artifacts, readArchive }: TrainingOutputPorts,
  key: string,
): Promise<TrainedModel> {
  const { versionId, size } = await artifacts.head(key);
  const hash = createHash('sha256');
  let seen = 0;
  async function* hashed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      seen += chunk.byteLength;
      yield chunk;
    }
  }
  let signature: Signature | undefined;
  for await (const entry of readArchive(hashed(await artifacts.readStream(key, versionId)))) {
    if (entry.path !== SIGNATURE_PATH) continue;
    if (entry.size > MAX_SIGNATURE_BYTES) throw new InvalidInput(`${SIGNATURE_PATH} in ${key} has ${entry.size} bytes`);
    const text = (await contentOf(entry.body)).toString('utf8');
    signature = parseJsonDocument(signatureSchema, text, `${SIGNATURE_PATH} in ${key}`);
  }
  if (signature === undefined) throw new InvalidInput(`${key} has no ${SIGNATURE_PATH} in it: the trainer writes one`);
  if (seen !== size) throw new InvalidInput(`${key} has ${size - seen} bytes after the end of its archive`);
  return { artifact: { path: submissionPaths.artifact, sha256: hash.digest('hex'), size }, versionId, signature };
}

export interface OutputFile {
  readonly entry: FileEntry;
  readonly content: Buffer;
}

/**
 * The files of a training job's output archive.
 * @throws InvalidInput when one has a path that no file of a submission may have, or one that a submission needs is absent
 */
export async function readOutputFiles(
  { artifacts, readArchive }: TrainingOutputPorts,
  key: string,
): Promise<readonly OutputFile[]> {
  const files: OutputFile[] = [];
  const reserved: readonly string[] = [submissionPaths.artifact, submissionPaths.manifest];
  for await (const { path, body } of readArchive(await artifacts.readStream(key), OUTPUT_LIMITS)) {
    if (!relativePath.safeParse(path).success || reserved.includes(path)) {
      throw new InvalidInput(
        `${key} has the file ${JSON.stringify(path)}: a submission may not hold it under that name`,
      );
    }
    const content = await contentOf(body);
    files.push({ entry: { path, sha256: sha256(content), size: content.byteLength }, content });
  }
  const needed = [...Object.values(submissionPaths.evaluation), ...Object.values(submissionPaths.baseline)];
  const missing = needed.filter((path) => !files.some(({ entry }) => entry.path === path));
  if (missing.length > 0) throw new InvalidInput(`${key} lacks ${missing.join(', ')}: the trainer writes them`);
  return files;
}
