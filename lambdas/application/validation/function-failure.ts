import { TRANSIENT_ERRORS } from '../../../lib/contracts/index.js';
import { cutLine } from '../../domain/cut.js';
import { type FunctionFailure, lambdaCauseSchema } from '../documents/validation-tasks.js';

const LONGEST = 400;
/** Of ours, with messages that anybody may read; what else is thrown is told of by its name. */
const TOLD: readonly string[] = ['InvalidInput', 'NotFound', 'PreconditionFailed', ...TRANSIENT_ERRORS];

/** What became of a function that gave no answer, for people. A dead one has left no error of ours. */
export function functionFailure({ Error: name, Cause: cause }: FunctionFailure): string {
  if (/^(Sandbox\.Timedout|States\.Timeout)$/.test(name) || /Task timed out/.test(cause)) {
    return 'the function ran out of its time';
  }
  if (/^(Runtime\.|Lambda\.Unknown$)/.test(name)) return `the function was stopped, as when memory runs out (${name})`;
  const message = TOLD.includes(name) ? messageOf(cause) : undefined;
  return cutLine(`the function failed (${name}${message === undefined ? '' : `: ${message}`})`, LONGEST);
}

function messageOf(cause: string): string | undefined {
  try {
    return lambdaCauseSchema.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return undefined;
  }
}
