import { errorNames, TRANSIENT_ERRORS } from '../../../lib/contracts/index.js';
import { cutLine } from '../../domain/cut.js';
import { describedJobSchema, type EndedJob } from '../documents/validation-tasks.js';

export interface ProcessingFailure {
  /** Whether another job may do better. */
  readonly passes: boolean;
  /** Whether the platform is to blame, and the submission decides nothing. */
  readonly ours: boolean;
  /** What happened, for people. */
  readonly sentence: string;
}

/** Bytes of JSON. */
const LONGEST = 400;
/** Faults of the machine, not of the program; and those of which the program itself says that they pass. */
const PASSING = new RegExp(`^(InternalServerError|CapacityError|${TRANSIENT_ERRORS.join('|')})\\b`);

/** How a job failed; undefined when it did not. */
export function processingFailure(job: EndedJob): ProcessingFailure | undefined {
  if (!('Error' in job)) return undefined;
  const { Error: error, Cause: cause } = job;
  const described = describe(cause);
  if (described === undefined) {
    const what = error === 'States.Timeout' ? 'did not end in time' : `could not be run (${error}: ${cause})`;
    return { passes: false, ours: false, sentence: cutLine(`the processing job ${what}`, LONGEST) };
  }
  const { ProcessingJobName: name, ProcessingJobStatus: status, FailureReason: reason, ExitMessage: exit } = described;
  const words = [exit, reason].filter((word) => word !== undefined && word !== null && word !== '');
  return {
    passes: words.some((word) => PASSING.test(word ?? '')),
    ours: words.some((word) => word?.startsWith(`${errorNames.platformFault}:`)),
    sentence: cutLine(`processing job ${name} is ${status}: ${words.join('; ') || 'it ran out of time'}`, LONGEST),
  };
}

function describe(cause: string) {
  try {
    const described = describedJobSchema.parse(JSON.parse(cause));
    return described.ProcessingJobName === undefined ? undefined : described;
  } catch {
    return undefined;
  }
}
