import { errorNames, objectKeys } from '../../../lib/contracts/index.js';
import { Internal, InvalidInput, NotFound } from '../../domain/errors.js';
import { gatesByPolicy } from '../../domain/gates/gates-by-policy.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import { parseJsonDocument } from '../documents/parse.js';
import { validationReportSchema } from '../documents/validation-report.js';
import type { EndedJob } from '../documents/validation-tasks.js';
import { attempt } from './attempt.js';
import { type DecisionDependencies, decideVersion, type VerdictEvidence } from './decide-version.js';
import { processingFailure } from './processing-failure.js';
import { runOf } from './processing-run.js';
import { writeReport } from './report-gates.js';
import { type ProcessingRequest, processingRequest } from './validate-model-version.js';
import { verdictOn } from './validation-report.js';
import { type Verdict, verdictOf } from './verdict.js';

export interface JudgeDependencies extends DecisionDependencies {
  readonly artifacts: Pick<ArtifactStore, 'bucket' | 'head' | 'readText' | 'write'>;
  readonly policies: ModelPolicyStore;
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
 * for good rejects the version, but for a fault of ours, which is thrown. One that was decided meanwhile stays as it is.
 */
export async function judgeProcessingJob(
  deps: JudgeDependencies,
  { model, version: number, attempt: tried, validationId, job }: JudgeInput,
): Promise<Verdict | ProcessingRequest> {
  const { registry, artifacts } = deps;
  const version = await registry.readVersion(model, number);
  if (version === undefined) throw new NotFound(`There is no version ${number} of model ${model}`);
  if (version.status !== 'PendingValidation') return verdictOf(version, artifacts.bucket, validationId);
  const failure = processingFailure(job);
  if (failure?.passes === true && tried < ATTEMPTS) {
    return processingRequest(version, { attempt: tried + 1, validationId }, failure.sentence);
  }
  if (failure?.ours === true) throw new Internal(failure.sentence, { name: errorNames.platformFault });
  const run = runOf({ attempt: tried, validationId });
  const evidence = failure === undefined ? await readReport(deps, version, run) : failed(failure.sentence);
  return verdictOf(await decideVersion(deps, version, evidence, validationId), artifacts.bucket, validationId);
}

const failed = (what: string): VerdictEvidence => ({
  gates: [],
  reasons: [
    `validation did not end: ${what}. Submit it again; where that does not help, the job needs more memory or time`,
  ],
});

/** Bytes of what a job leaves, and of its findings without details: what is longer fits neither memory nor the registry. */
const LARGEST_REPORT = 64 * 1024 ** 2;
const LARGEST_FINDINGS = 100_000;

/**
 * What the job of this try found, when it is of this very submission. What of it decides is the model's policy as it is here,
 * and the report is written anew by it.
 */
async function readReport(deps: JudgeDependencies, of: ModelVersion, run: string): Promise<VerdictEvidence> {
  const { artifacts, policies } = deps;
  const { model, version, manifest } = of;
  const { gates: rules } = await policies.read(model);
  const left = await attempt(async () => {
    const key = objectKeys.jobReport(model, version, run);
    const { versionId, size } = await artifacts.head(key);
    if (size > LARGEST_REPORT) throw new InvalidInput(`it has ${size} bytes, expected at most ${LARGEST_REPORT}`);
    return parseJsonDocument(validationReportSchema, await artifacts.readText(key, versionId), 'The report');
  });
  if (left.value === undefined) {
    return failed(`the processing job left no report that can be read (${left.problem.slice(0, 200).toWellFormed()})`);
  }
  const report = left.value;
  const same =
    report.model === model &&
    report.version === version &&
    report.manifest.key === manifest.key &&
    report.manifest.versionId === manifest.versionId &&
    report.manifest.sha256 === manifest.sha256 &&
    (report.scores === undefined || report.scores.key === objectKeys.jobScores(model, version, run));
  if (!same) return failed('the processing job left a report of another submission');
  const size = Buffer.byteLength(JSON.stringify(report.gates.map(({ details: _, ...result }) => result)));
  if (size > LARGEST_FINDINGS) return failed(`the processing job left findings of ${size} bytes`);
  const gates = gatesByPolicy(report.gates, rules);
  return writeReport(artifacts, of, { ...report, policy: rules, ...verdictOn(gates) });
}
