import { sha256 } from '../../domain/canonical-json.js';
import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { DvcOutput, Manifest } from '../../domain/manifest.js';
import { isDvcFile, sizeProblem } from '../../domain/submission-limits.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseDvcFile } from '../documents/dvc.js';
import { MAXIMUM_DVC_OUTPUTS } from '../documents/manifest.js';

/** What the DVC files of a submission name, and what is wrong with those files. */
export async function readDvcFiles(
  artifacts: Pick<ArtifactStore, 'head' | 'readBytes'>,
  folder: string,
  { files }: Manifest,
): Promise<{ readonly dvc: readonly DvcOutput[]; readonly reasons: readonly string[] }> {
  const dvc: DvcOutput[] = [];
  const reasons: string[] = [];
  for (const { path, sha256: expected } of files.filter((file) => isDvcFile(file.path))) {
    try {
      const key = `${folder}${path}`;
      const { size, versionId } = await artifacts.head(key);
      const tooLarge = sizeProblem({ path, size }, 'dvc');
      if (tooLarge !== undefined) throw new InvalidInput(tooLarge);
      const bytes = await artifacts.readBytes(key, versionId);
      if (sha256(bytes) !== expected) throw new InvalidInput(`${path} is not the file that the manifest names`);
      dvc.push(...parseDvcFile(path, bytes.toString('utf8')));
    } catch (error) {
      if (error instanceof NotFound) reasons.push(`${path} is not there`);
      else if (error instanceof InvalidInput) reasons.push(error.message);
      else throw error;
    }
  }
  if (dvc.length > MAXIMUM_DVC_OUTPUTS) {
    const found = `The DVC files name ${dvc.length} files and folders`;
    reasons.push(`${found}, at most ${MAXIMUM_DVC_OUTPUTS} are allowed: track folders, or leave out what was not used`);
  }
  return { dvc: dvc.slice(0, MAXIMUM_DVC_OUTPUTS), reasons };
}
