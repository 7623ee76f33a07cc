import { submissionPaths } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import { MlopsError, NotFound } from '../../domain/errors.js';
import type { FileEntry, Manifest, ObjectPointer } from '../../domain/manifest.js';
import { contentsProblem, type SubmittedVersion } from '../../domain/registry/register-version.js';
import { type SubmissionRole, sizeProblem } from '../../domain/submission-limits.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { manifestSchema } from '../documents/manifest.js';
import { parseJsonDocument } from '../documents/parse.js';
import { hashObject } from '../hash-object.js';
import { readDvcFiles } from './read-dvc-files.js';

/** What it takes to read a submission, wherever it lies. */
type SubmissionReader = Pick<ArtifactStore, 'head' | 'readText' | 'readBytes' | 'readStream'>;

/** A submission's place, and the exact manifest that completed it. */
export interface SubmittedManifest {
  readonly model: string;
  readonly submissionId: string;
  readonly folder: string;
  readonly key: string;
  readonly versionId: string;
}

/** All files of a manifest, the artifact first. */
export const filesOf = (manifest: Manifest): readonly FileEntry[] => [
  manifest.artifact,
  ...manifest.files.filter((file) => file.path !== manifest.artifact.path),
];

export async function readManifest(
  artifacts: Pick<ArtifactStore, 'readText'>,
  pointer: ObjectPointer,
): Promise<Manifest> {
  return parseJsonDocument(manifestSchema, await artifacts.readText(pointer.key, pointer.versionId), 'The manifest');
}

/**
 * Reads a manifest and pins each object that it points to, to the version that is there now. Never throws for what the
 * submitter did: what is wrong with it becomes a reason, and the version is registered all the same.
 */
export async function readContents(
  artifacts: SubmissionReader,
  submitted: SubmittedManifest,
): Promise<SubmittedVersion> {
  const { key, versionId, model, submissionId } = submitted;
  const { size } = await artifacts.head(key, versionId);
  const tooLarge = sizeProblem({ path: submissionPaths.manifest, size });
  if (tooLarge !== undefined) {
    const { sha256: digest } = await hashObject(artifacts, key, versionId);
    return { manifest: { key, versionId, sha256: digest }, reasons: [tooLarge] };
  }
  const text = await artifacts.readText(key, versionId);
  const pointer = { key, versionId, sha256: sha256(text) };
  try {
    const manifest = parseJsonDocument(manifestSchema, text, 'The manifest', { values: 'shown' });
    const problems = identityProblems(manifest, model, submissionId);
    if (problems.length > 0) return { manifest: pointer, reasons: problems };
    return { manifest: pointer, ...(await pinned(artifacts, submitted.folder, manifest)) };
  } catch (error) {
    if (error instanceof MlopsError && !error.retryable) return { manifest: pointer, reasons: [error.message] };
    throw error;
  }
}

function identityProblems(manifest: Manifest, model: string, submissionId: string): string[] {
  const problems: string[] = [];
  if (manifest.model !== model)
    problems.push(`The manifest is of model "${manifest.model}", its place says "${model}"`);
  if (manifest.submissionId !== submissionId) {
    problems.push(`The manifest is of submission "${manifest.submissionId}", its place says "${submissionId}"`);
  }
  return problems;
}

async function pinned(artifacts: SubmissionReader, folder: string, manifest: Manifest) {
  const { evaluation, baseline, task, signature, lineage, description, tags } = manifest;
  const reasons: string[] = [];
  const entries = new Map(filesOf(manifest).map((file) => [file.path, file]));
  const pin = async (path: string, role: SubmissionRole): Promise<ObjectPointer | undefined> => {
    const entry = entries.get(path);
    if (entry === undefined) {
      reasons.push(`The manifest points to ${path}, which its files do not list`);
      return undefined;
    }
    try {
      const { versionId, size } = await artifacts.head(`${folder}${path}`);
      const tooLarge = sizeProblem({ path, size }, role);
      if (tooLarge !== undefined) {
        reasons.push(tooLarge);
        return undefined;
      }
      // By the size that the manifest says a machine is chosen, and room is made.
      if (size !== entry.size) {
        reasons.push(`${path} has ${size} bytes, the manifest says ${entry.size}`);
        return undefined;
      }
      return { key: `${folder}${path}`, versionId, sha256: entry.sha256 };
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      reasons.push(`${path} is not there`);
      return undefined;
    }
  };
  const [artifact, report, predictions, sample, statistics, rows] = await Promise.all([
    pin(manifest.artifact.path, 'artifact'),
    pin(evaluation.report, 'report'),
    pin(evaluation.predictions, 'table'),
    pin(evaluation.sample, 'report'),
    pin(baseline.statistics, 'report'),
    pin(baseline.rows, 'baseline'),
  ]);
  const { dvc, reasons: ofDvc } = await readDvcFiles(artifacts, folder, manifest);
  reasons.push(...ofDvc);
  const whole = artifact && report && predictions && sample && statistics && rows;
  if (!whole || reasons.length > 0) return { reasons };
  const contents = {
    task,
    signature,
    artifact: { ...artifact, size: manifest.artifact.size },
    evaluation: { report, predictions, sample },
    baseline: { statistics, rows },
    lineage: dvc.length === 0 ? lineage : { ...lineage, dvc },
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
  };
  const tooLarge = contentsProblem(contents);
  if (tooLarge !== undefined) return { reasons: [tooLarge] };
  return { contents, reasons };
}
