import { createReadStream } from 'node:fs';
import { readTarGz } from '../../lambdas/adapters/archive/read-tar-gz.js';
import { signatureSchema } from '../../lambdas/application/documents/manifest.js';
import { parseJsonDocument } from '../../lambdas/application/documents/parse.js';
import { frameworkOf } from '../../lambdas/domain/artifact/formats/model-files.js';
import { InvalidInput } from '../../lambdas/domain/errors.js';
import type { Framework } from '../../lambdas/domain/manifest.js';
import type { Signature } from '../../lambdas/domain/signature.js';
import { artifactPaths } from '../../lib/contracts/index.js';
import { CommandError } from './errors.js';

const LARGEST_SIGNATURE = 1024 * 1024;

export interface LocalArtifact {
  readonly signature: Signature;
  /** By the names in the archive; what the files are, the gates find out. */
  readonly framework: Framework | undefined;
}

/**
 * Signature and framework of an artifact; `declared` stands in where it holds no signature.json.
 * @throws CommandError that says what is wrong with the archive or its signature
 */
export async function readArtifact(archive: string, declared: Signature | undefined): Promise<LocalArtifact> {
  const { text, paths } = await readEntries(archive);
  const framework = frameworkOf(paths);
  if (text !== undefined) {
    const signature = parseJsonDocument(signatureSchema, text, `signature.json in ${archive}`, { values: 'shown' });
    return { signature, framework };
  }
  if (declared !== undefined) return { signature: declared, framework };
  throw new CommandError(`${archive} holds no ${artifactPaths.signature}, expected one beside ${artifactPaths.model}`);
}

/** The text of signature.json, and the paths of all files; of an archive that is damaged behind it, those before. */
async function readEntries(archive: string): Promise<{ text?: string; paths: readonly string[] }> {
  const paths: string[] = [];
  let text: string | undefined;
  try {
    // What must not be in an archive is the gates' to say.
    for await (const entry of readTarGz(createReadStream(archive), { onProblem: () => undefined })) {
      paths.push(entry.path);
      if (entry.path !== artifactPaths.signature) continue;
      if (entry.size > LARGEST_SIGNATURE) {
        throw new CommandError(
          `signature.json in ${archive} has ${entry.size} bytes, expected ${LARGEST_SIGNATURE} at most`,
        );
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry.body) chunks.push(chunk);
      text = Buffer.concat(chunks).toString('utf8');
    }
  } catch (cause) {
    if (!(cause instanceof InvalidInput)) throw cause;
    if (text !== undefined) return { text, paths };
    throw new CommandError(
      `${archive} is damaged or no tar.gz: ${cause.message}; make it again with tar -czf model.tar.gz model.onnx signature.json`,
      { cause },
    );
  }
  return text === undefined ? { paths } : { text, paths };
}
