import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import {
  manifestSchema,
  relativePath,
  submittedLineageSchema,
  submittedSignatureSchema,
  tagsSchema,
} from '../../lambdas/application/documents/manifest.js';
import { parseDocument, parseJsonDocument } from '../../lambdas/application/documents/parse.js';
import { InvalidInput } from '../../lambdas/domain/errors.js';
import type { FileEntry, Lineage, Manifest } from '../../lambdas/domain/manifest.js';
import type { Signature } from '../../lambdas/domain/signature.js';
import { submissionPaths } from '../../lib/contracts/index.js';
import { CommandError } from './errors.js';
import { hashFile } from './hash-file.js';
import { readArtifact } from './read-artifact.js';

const { artifact: ARTIFACT, manifest: MANIFEST } = submissionPaths;
const LINEAGE = 'lineage.json';

/** What a folder's own manifest.json may state; the rest of a manifest is computed. */
const draftSchema = z.looseObject({
  model: z.string().optional(),
  evaluation: z.strictObject({ report: relativePath, predictions: relativePath, sample: relativePath }).optional(),
  baseline: z.strictObject({ statistics: relativePath, rows: relativePath }).optional(),
  lineage: submittedLineageSchema.optional(),
  description: z.string().max(2000).optional(),
  tags: tagsSchema.optional(),
  /** By default that of the model file in the artifact. */
  framework: z.string().optional(),
  /** Where the artifact holds no signature.json. */
  signature: submittedSignatureSchema.optional(),
});

export interface FolderOptions {
  readonly model: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Stands in the manifest where no signature can be read, so that the gates tell what is wrong with the artifact. By
   * default that is an error.
   */
  readonly signatureOtherwise?: Signature;
}

export interface SubmissionFolder {
  /** All that is uploaded beside the manifest, sorted by path. */
  readonly files: readonly FileEntry[];
  readonly locate: (path: string) => string;
  readonly manifest: (submissionId: string) => Manifest;
  /** Why `signatureOtherwise` stands in the manifest. */
  readonly signatureProblem?: Error;
}

const isRefusal = (problem: unknown): problem is Error =>
  problem instanceof CommandError || problem instanceof InvalidInput;

/**
 * Reads a submission as it lies on disk, and hashes it.
 * @throws CommandError or InvalidInput that names the file and what is wrong with it
 */
export async function readSubmissionFolder(folder: string, options: FolderOptions): Promise<SubmissionFolder> {
  const paths = await listFiles(folder);
  const draft = paths.includes(MANIFEST) ? await readJson(join(folder, MANIFEST), draftSchema) : {};
  if (draft.model !== undefined && draft.model !== options.model) {
    throw new CommandError(
      `${join(folder, MANIFEST)} is of the model "${draft.model}", but --model is "${options.model}"`,
    );
  }
  const lineage: Lineage = paths.includes(LINEAGE)
    ? await readJson(join(folder, LINEAGE), submittedLineageSchema)
    : (draft.lineage ?? { datasets: [], trigger: 'external' });
  const { evaluation = submissionPaths.evaluation, baseline = submissionPaths.baseline } = draft;
  const sent = paths.filter((path) => path !== MANIFEST && path !== LINEAGE);
  const missing = [ARTIFACT, ...Object.values(evaluation), ...Object.values(baseline)].filter(
    (path) => !sent.includes(path),
  );
  if (missing.length > 0) throw new CommandError(`${folder} lacks ${missing.join(', ')}`);
  const read = await readArtifact(join(folder, ARTIFACT), draft.signature).catch((problem: unknown) => {
    if (options.signatureOtherwise === undefined || !isRefusal(problem)) throw problem;
    return { signature: options.signatureOtherwise, framework: undefined, problem };
  });
  const { signature } = read;
  const files = await Promise.all(
    sent.map(async (path) => {
      const file = join(folder, path);
      return { path, sha256: await hashFile(file), size: (await stat(file)).size };
    }),
  );
  const artifact = files.find(({ path }) => path === ARTIFACT);
  const description = options.description ?? draft.description;
  const tags = { ...draft.tags, ...options.tags };
  return {
    files,
    locate: (path) => join(folder, path),
    ...('problem' in read && { signatureProblem: read.problem }),
    manifest: (submissionId) =>
      parseDocument(
        manifestSchema,
        {
          schemaVersion: 1,
          model: options.model,
          submissionId,
          task: signature.task,
          framework: draft.framework ?? read.framework ?? 'onnx',
          artifact,
          files: files.filter((file) => file !== artifact),
          signature,
          evaluation,
          baseline,
          lineage,
          ...(description !== undefined && { description }),
          ...(Object.keys(tags).length > 0 && { tags }),
        },
        `the manifest of ${folder}`,
        { values: 'shown' },
      ),
  };
}

/** Relative paths with slashes, sorted; hidden files and folders are left out. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new CommandError(`there is no folder ${folder} that can be read`, { cause });
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .sort();
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return parseJsonDocument(schema, await readFile(file, 'utf8'), file, { values: 'shown' });
}
