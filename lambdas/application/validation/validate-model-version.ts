import type { ModelVersion } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { type FunctionLimits, refuseTooBig, TooBigForFunction, tooBig } from './choose-machine.js';
import { decideVersion } from './decide-version.js';
import type { GateContext, GateDependencies, GateRun } from './evidence.js';
import { type ProcessingTry, runOf } from './processing-run.js';
import { type ManifestObject, type RegistrationDependencies, registerSubmission } from './register-submission.js';
import { readContext, reportGates } from './report-gates.js';
import { runGates } from './run-gates.js';
import { type Quarantine, quarantined, type Verdict, verdictOf } from './verdict.js';

export type ValidationDependencies = RegistrationDependencies &
  GateDependencies & { readonly artifacts: Pick<ArtifactStore, 'bucket'>; readonly limits: FunctionLimits };

export interface ValidationInput extends ManifestObject {
  /** The execution that validates; people are told once by it. */
  readonly validationId?: string | undefined;
}

/** That a job has to run the gates. */
export interface ProcessingRequest {
  readonly outcome: 'process';
  readonly model: string;
  readonly version: number;
  /** From 1. */
  readonly attempt: number;
  /** Of the job's program. */
  readonly arguments: readonly string[];
  readonly reason: string;
}

export type Validation =
  | Verdict
  | ProcessingRequest
  | Quarantine
  | { readonly outcome: 'ignored'; readonly reason: string };

/**
 * Registers what a manifest completes, and runs its gates, or says that they need a job. The same event again, or late,
 * finds the version as it is: one that is still PendingValidation is validated, of any other the answer is its verdict.
 */
export async function validateModelVersion(deps: ValidationDependencies, input: ValidationInput): Promise<Validation> {
  const { version, answer } = await pendingVersion(deps, input);
  if (version === undefined) return answer;
  const { validationId } = input;
  const { bucket } = deps.artifacts;
  const context = await readContext(deps, version);
  const run = await findingsHere(deps, context);
  if (run instanceof TooBigForFunction) return processingRequest(version, { attempt: 1, validationId }, run.message);
  const reported = await reportGates(deps, context, run);
  return verdictOf(await decideVersion(deps, version, reported, validationId), bucket, validationId);
}

type Pending =
  | { readonly version: ModelVersion; readonly answer?: undefined }
  | { readonly version?: undefined; readonly answer: Validation };

/** The version that a manifest completes, registered if that is missing; or the answer that there is without its gates. */
export async function pendingVersion(
  deps: ValidationDependencies,
  { validationId, ...object }: ValidationInput,
): Promise<Pending> {
  const registration = await registerSubmission(deps, { ...object, validationId });
  if (registration.outcome === 'ignored') return { answer: registration };
  const { bucket } = deps.artifacts;
  if (registration.outcome === 'quarantined') return { answer: quarantined(registration, bucket, validationId) };
  const { version } = registration;
  if (version.status === 'PendingValidation') return { version };
  return { answer: verdictOf(version, bucket, validationId) };
}

/** What the gates find in this function, or that they need a bigger machine and there is one. */
async function findingsHere(deps: ValidationDependencies, context: GateContext): Promise<GateRun | TooBigForFunction> {
  const { limits } = deps;
  const problem = await tooBig(deps.artifacts, context, limits);
  if (limits.beyond === 'reject')
    return problem === undefined ? runGates(deps, context) : { findings: refuseTooBig(problem, context) };
  if (problem !== undefined) return new TooBigForFunction(problem);
  const onLargeModel = (problemOfModel: string): never => {
    throw new TooBigForFunction(problemOfModel);
  };
  try {
    return await runGates({ ...deps, onLargeModel }, context);
  } catch (error) {
    if (error instanceof TooBigForFunction) return error;
    throw error;
  }
}

export const processingRequest = (
  { model, version }: Pick<ModelVersion, 'model' | 'version'>,
  { attempt, validationId }: ProcessingTry,
  reason: string,
): ProcessingRequest => ({
  outcome: 'process',
  model,
  version,
  attempt,
  arguments: [model, String(version), runOf({ attempt, validationId })],
  reason,
});
