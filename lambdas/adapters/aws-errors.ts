import { Conflict, DependencyUnavailable, MlopsError, NotFound, Throttled } from '../domain/errors.js';

const THROTTLING = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'SlowDown',
  'KMSThrottlingException',
]);

/** The name that AWS gave an error, or '' when it is none of AWS's. */
export const awsErrorName = (error: unknown): string => (error instanceof Error ? error.name : '');

const statusOf = (error: Error): number | undefined => {
  const metadata = (error as Error & { $metadata?: { httpStatusCode?: unknown } }).$metadata;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
};

/**
 * An SDK error as one of ours. `doing` says what was tried ("read object x"). Names in `notFound` become NotFound.
 * Refusals (access denied, validation) are left as they came: they are defects of the deployment, not of the input.
 */
export function fromAwsError(error: unknown, doing: string, notFound: readonly string[] = []): unknown {
  if (!(error instanceof Error) || error instanceof MlopsError) return error;
  const options = { cause: error };
  if (notFound.includes(error.name)) return new NotFound(`Could not ${doing}: it does not exist`, options);
  if (THROTTLING.has(error.name)) return new Throttled(`Could not ${doing}: throttled. Try again`, options);
  if (error.name === 'ConflictException' || error.name === 'TransactionConflictException') {
    return new Conflict(`Could not ${doing}: somebody else wrote at the same time`, options);
  }
  const status = statusOf(error);
  if (status === undefined || status >= 500) {
    return new DependencyUnavailable(`Could not ${doing}: ${error.name}: ${error.message}`, options);
  }
  return error;
}

/** Runs one call of an SDK with its errors turned into ours. */
export async function calling<T>(doing: string, call: () => Promise<T>, notFound?: readonly string[]): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromAwsError(error, doing, notFound);
  }
}
