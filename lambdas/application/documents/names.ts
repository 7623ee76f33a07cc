import { isPrintable } from '../../domain/printable.js';

/** What an object of JavaScript takes for its prototype, and loses as a field. */
const PROTOTYPE = '__proto__';

/** What is wrong with a text of one line that people are shown, in words that begin with `expected`. */
export const textProblem = (text: string): string | undefined =>
  isPrintable(text) ? undefined : 'expected no control characters, and none that turn the direction of text';

/** The same of the name of a column. */
export const nameProblem = (name: string): string | undefined =>
  name === PROTOTYPE
    ? `expected another name than ${PROTOTYPE}, which is lost in rows that are JSON objects`
    : textProblem(name);
