/**
 * Something on this machine keeps the embedded AWS from starting.
 *
 * `message` is one line for the person who started it: what is wrong and what to do.
 */
export class LocalSetupError extends Error {
  override readonly name = 'LocalSetupError';

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`error: ${problem}; ${remedy}`, options);
  }
}
