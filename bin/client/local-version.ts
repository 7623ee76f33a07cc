import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import { parseCsv } from '../../lambdas/application/documents/csv.js';
import { readContents } from '../../lambdas/application/validation/read-contents.js';
import { sha256 } from '../../lambdas/domain/canonical-json.js';
import type { EvaluationSet, ModelVersion, VersionContents } from '../../lambdas/domain/registry/records.js';
import { objectKeys, submissionPaths } from '../../lib/contracts/index.js';
import { CommandError } from './errors.js';
import { guessSignature } from './guess-signature.js';
import { hashFile } from './hash-file.js';
import { LOCAL, type LocalFiles } from './local-files.js';
import { readTask } from './local-policy.js';
import { readSubmissionFolder } from './submission-folder.js';

/** A folder as the version that a platform would register of it. */
export interface LocalVersion {
  readonly version: ModelVersion;
  /** With a slash at its end. */
  readonly folder: string;
  /** Why no signature could be read; the gates then have the archive's own problem, or this is the answer. */
  readonly signatureProblem?: Error;
}

const SUBMISSION = 'local';

export interface LocalVersionOptions {
  readonly model: string;
  readonly number: number;
  readonly at: string;
  /** CSV of the rows that it was trained on; by default those that its lineage names, as far as they are here. */
  readonly training?: string;
}

/** @throws CommandError or InvalidInput that names the file that is missing or wrong */
export async function readLocalVersion(
  files: LocalFiles,
  path: string,
  { model, number, at, training }: LocalVersionOptions,
): Promise<LocalVersion> {
  const signatureOtherwise = await guessSignature(path, (await readTask(path)).task);
  const read = await readSubmissionFolder(path, { model, signatureOtherwise });
  const folder = `${resolve(path)}/`;
  const key = `${folder}${submissionPaths.manifest}`;
  files.put(key, JSON.stringify(read.manifest(SUBMISSION)));
  const submitted = await readContents(files, { model, submissionId: SUBMISSION, folder, key, versionId: LOCAL });
  const contents =
    training === undefined ? submitted.contents : await trainedOn(files, training, model, submitted.contents);
  return {
    folder,
    ...(read.signatureProblem && { signatureProblem: read.signatureProblem }),
    version: {
      kind: 'ModelVersion',
      revision: 0,
      model,
      version: number,
      status: 'PendingValidation',
      submissionId: SUBMISSION,
      registeredAt: at,
      registeredBy: LOCAL,
      statusChangedAt: at,
      gates: [],
      ...submitted,
      ...(contents && { contents }),
    },
  };
}

/** The version with one data set in its lineage: that file. */
async function trainedOn(
  files: LocalFiles,
  path: string,
  model: string,
  contents: VersionContents | undefined,
): Promise<VersionContents | undefined> {
  const key = `${objectKeys.datasets(model)}${basename(path)}`;
  const digest = await hashFile(path).catch((cause: Error) => {
    throw new CommandError(`the training rows, ${path}, can't be read (${cause.message})`, { cause });
  });
  files.link(key, resolve(path));
  const datasets = [{ key, versionId: LOCAL, sha256: digest }];
  return contents && { ...contents, lineage: { ...contents.lineage, datasets } };
}

const draftSchema = z.looseObject({ model: z.string().optional() });

/** The model that a folder's own manifest.json names. */
export async function statedModel(path: string): Promise<string | undefined> {
  const text = await readFile(join(path, submissionPaths.manifest), 'utf8').catch(() => '{}');
  try {
    return draftSchema.safeParse(JSON.parse(text)).data?.model;
  } catch {
    return undefined;
  }
}

/**
 * Labelled rows as the evaluation set of the gates. It has the number that the submission names where it is the very
 * file that was predicted, so that its predictions can be compared; else the next one.
 */
export async function readLocalEvaluationSet(
  file: string,
  { version: { model, contents, registeredAt } }: LocalVersion,
): Promise<EvaluationSet> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new CommandError(`the evaluation set, ${file}, can't be read (${cause.message})`, { cause });
  });
  const used = contents?.lineage.evaluationSet;
  const digest = sha256(bytes);
  const same = used?.sha256 === digest;
  return {
    kind: 'EvaluationSet',
    revision: 0,
    model,
    number: same ? used.number : (used?.number ?? 0) + 1,
    key: resolve(file),
    versionId: LOCAL,
    sha256: digest,
    rows: parseCsv(bytes, file).rows.length,
    createdAt: registeredAt,
    runId: LOCAL,
  };
}
