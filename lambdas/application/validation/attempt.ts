import { Internal, MlopsError } from '../../domain/errors.js';

/** What was got, or the problem that kept it away. */
export type Attempt<T> = { readonly value: T } | { readonly value?: undefined; readonly problem: string };

/** A problem of the submission is evidence; one of ours, or one that passes, is thrown. */
export async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof MlopsError && !error.retryable && !(error instanceof Internal))
      return { problem: error.message };
    throw error;
  }
}
