import { errorNames } from '../../../lib/contracts/index.js';
import { Internal } from '../../domain/errors.js';
import type { FunctionFailure } from '../documents/validation-tasks.js';
import { decideVersion } from './decide-version.js';
import { functionFailure } from './function-failure.js';
import {
  pendingVersion,
  processingRequest,
  type Validation,
  type ValidationDependencies,
  type ValidationInput,
  validateModelVersion,
} from './validate-model-version.js';
import { verdictOf } from './verdict.js';

export interface FailedValidation extends ValidationInput {
  /** How the function that validates, or that judges a job, ended for good. */
  readonly failure: FunctionFailure;
  /** What comes after a job: it was tried. */
  readonly afterJob: boolean;
}

/**
 * Decides a submission whose validation gave no answer, so that none waits for ever: a job gets what the function could not
 * do, once; where there is none, or it had its turn, the version is rejected. It runs the gates only after a fault of the
 * platform's own, so that it does not die of what a model did.
 */
export async function judgeFailedValidation(
  deps: ValidationDependencies,
  { failure, afterJob, ...input }: FailedValidation,
): Promise<Validation> {
  const { version, answer } = await pendingVersion(deps, input);
  if (version === undefined) return answer;
  const { validationId } = input;
  const { bucket } = deps.artifacts;
  if (failure.Error === errorNames.platformFault) return again(deps, input, afterJob, failure);
  const what = functionFailure(failure);
  if (!afterJob && deps.limits.beyond === 'process') {
    return processingRequest(version, { attempt: 1, validationId }, what);
  }
  const reasons = [`validation did not end: ${what}. ${afterJob ? AFTER_JOB : WITHOUT_JOB}`];
  return verdictOf(await decideVersion(deps, version, { gates: [], reasons }, validationId), bucket, validationId);
}

/** What the platform could not bring decides nothing: while it is missing the execution fails, and can be redriven. */
async function again(
  deps: ValidationDependencies,
  input: ValidationInput,
  afterJob: boolean,
  { Error: name, Cause: cause }: FunctionFailure,
): Promise<Validation> {
  // What follows a job can't ask for another one.
  if (afterJob) throw new Internal(cause, { name });
  return validateModelVersion(deps, input);
}

const WITHOUT_JOB =
  'Submit it again; where that does not help, make artifact and tables smaller, or have the platform validate in a ' +
  'SageMaker Processing job';
const AFTER_JOB = "Submit it again; where that does not help, the function's log says more";
