import * as z from 'zod';
import { cut } from '../../domain/cut.js';

const MAXIMUM_LENGTH = 1000;
const lambdaFailure = z.object({ errorMessage: z.string() });

/** What went wrong, in words: a failed function's cause is JSON with a stack trace, of which people need the message. */
export function failureSentence(cause: string): string {
  return cut(messageOf(cause), MAXIMUM_LENGTH);
}

function messageOf(cause: string): string {
  try {
    return lambdaFailure.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
