import { submissionPaths } from '../../lib/contracts/index.js';
import type { FileEntry } from './manifest.js';

const KB = 1024;
const MB = 1024 ** 2;

/**
 * Bytes that a file of a submission may have, by its role. Manifest, reports and tables are read into memory; the artifact
 * and whatever else a trainer adds are only hashed. One PUT carries 5 GiB at most.
 */
export const SUBMISSION_LIMITS = {
  /** Less goes into the registry; `MAXIMUM_CONTENTS_BYTES` says how much. */
  manifest: 256 * KB,
  /** A `.dvc` file or a `dvc.lock`. */
  dvc: 256 * KB,
  /** Evaluation report, sample, statistics: JSON. */
  report: 5 * MB,
  /** Predictions: CSV. */
  table: 100 * MB,
  /** The baseline's rows: CSV, which stays in memory while the gates run, and is what monitors compare with. */
  baseline: 20 * MB,
  artifact: 5 * 1024 * MB,
  other: 100 * MB,
} as const;
export type SubmissionRole = keyof typeof SUBMISSION_LIMITS;

/** Whether DVC wrote it: `<data>.dvc` or `dvc.lock`, in whichever folder. */
export const isDvcFile = (path: string): boolean => /(^|\/)(dvc\.lock|[^/]+\.dvc)$/.test(path);

/** The role of a file by its path, before a manifest says more. */
export function roleOf(path: string): SubmissionRole {
  if (path === submissionPaths.manifest) return 'manifest';
  if (path === submissionPaths.artifact) return 'artifact';
  if (isDvcFile(path)) return 'dvc';
  if (path === submissionPaths.baseline.rows) return 'baseline';
  if (path.endsWith('.json')) return 'report';
  return path.endsWith('.csv') ? 'table' : 'other';
}

const ADVICE: { readonly [role in SubmissionRole]?: string } = {
  manifest: ': keep what is long in a file of the submission',
  baseline: ': a sample of the rows will do, 10,000 of them as a rule',
};

/** What is wrong with the size of a file; undefined when nothing is. */
export function sizeProblem(
  { path, size }: Pick<FileEntry, 'path' | 'size'>,
  role: SubmissionRole = roleOf(path),
): string | undefined {
  const limit = SUBMISSION_LIMITS[role];
  if (size <= limit) return undefined;
  return `${path} has ${size} bytes, at most ${limit} are allowed${ADVICE[role] ?? ''}`;
}
