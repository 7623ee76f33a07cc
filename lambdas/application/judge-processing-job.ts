import { objectKeys } from '../../lib/contracts/index.js';
import { sha256 } from '../domain/canonical-json.js';
import { MlopsError, NotFound } from '../domain/errors.js';
import type { ModelVersion } from '../domain/registry/records.js';
import type { ArtifactStore } from '../ports/artifact-store.js';
import { parseJsonDocument } from './documents/parse.js';
import { validationReportSchema } from './documents/validation-report.js';
import type { EndedJob } from './documents/validation-tasks.js';
import { type ProcessingRequest, processingRequest } from './validate-model-version.js';
import { type DecisionDependencies, decideVersion, type VerdictEvidence } from './validation/decide-version.js';
import { processingFailure } from './validation/processing-failure.js';
import { type Verdict, verdictOf } from './validation/verdict.js';

export interface JudgeDependencies extends DecisionDependencies {
  readonly artifacts: Pick<ArtifactStore, 'bucket' | 'head' | 'readText'>;
}

export interface JudgeInput {
  readonly model: string;
  readonly version: number;
  /** Which try of the job it was, from 1. */
  readonly attempt: number;
  readonly validationId?: string | undefined;
  readonly job: EndedJob;
}

/** Jobs that are tried when a machine failed. */
const ATTEMPTS = 3;

/**
 * Decides a version by the report that a processing job wrote of it. A fault that passes asks for another job; what fails
 * for good rejects the version. One that was decided meanwhile stays as it is.
 */
export async function judgeProcessingJob(
  deps: JudgeDependencies,
  { model, version: number, attempt, validationId, job }: JudgeInput,
): Promise<Verdict | ProcessingRequest> {
  const { registry, artifacts } = deps;
  const version = await registry.readVersion(model, number);
  if (version === undefined) throw new NotFound(`There is no version ${number} of model ${model}`);
  if (version.status !== 'PendingValidation') return verdictOf(version, artifacts.bucket, validationId);
  const failure = processingFailure(job);
  if (failure?.passes === true && attempt < ATTEMPTS) return processingRequest(version, attempt + 1, failure.sentence);
  const evidence = failure === undefined ? await readReport(artifacts, version) : failed(failure.sentence);
  return verdictOf(await decideVersion(deps, version, evidence, validationId), artifacts.bucket, validationId);
}

const failed = (what: string): VerdictEvidence => ({
  gates: [],
  reasons: [
    `validation did not end: ${what}. Submit it again; where that does not help, the job needs more memory or time`,
  ],
});

/** What the newest report says, when it is of this very submission. */
async function readReport(
  artifacts: JudgeDependencies['artifacts'],
  { model, version, manifest }: ModelVersion,
): Promise<VerdictEvidence> {
  const key = objectKeys.validationReport(model, version);
  try {
    const { versionId } = await artifacts.head(key);
    const text = await artifacts.readText(key, versionId);
    const report = parseJsonDocument(validationReportSchema, text, 'The report');
    const same =
      report.model === model &&
      report.version === version &&
      report.manifest.key === manifest.key &&
      report.manifest.versionId === manifest.versionId &&
      report.manifest.sha256 === manifest.sha256;
    if (!same) return failed('the processing job left a report of another submission');
    return { gates: report.gates, report: { key, versionId, sha256: sha256(text) } };
  } catch (error) {
    if (!(error instanceof MlopsError) || error.retryable) throw error;
    return failed(`the processing job left no report that can be read (${error.message.slice(0, 200)})`);
  }
}
