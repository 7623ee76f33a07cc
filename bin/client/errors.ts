/** Something that the person at the keyboard can act on: its message is one clear line. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** What the control API answered instead of a result. */
export class ApiError extends CommandError {
  constructor(
    message: string,
    readonly status: number,
    /** The error's family, where the API named one. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** What was asked for, or nothing where there is none; a platform of an older release has no such route either. */
export async function unlessNotFound<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Any error in one line, with what to do where it is known. */
export function describeError(error: unknown): string {
  const line = (text: string): string => text.split('\n')[0]?.trim() ?? text;
  if (!(error instanceof Error)) return line(String(error));
  switch (error.name) {
    case 'CredentialsProviderError':
      return 'no AWS credentials were found: sign in (`aws sso login`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return 'the AWS credentials have expired: sign in again';
    default:
  }
  if (error.message === 'Region is missing')
    return 'no AWS region was found: set AWS_REGION, or AWS_PROFILE to a profile that has one';
  return line(error.message === '' ? error.name : error.message);
}

/** Why a connection failed, without the wrappers around it. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (error instanceof AggregateError && error.errors.length > 0) return networkReason(error.errors[0]);
  if (error.cause instanceof Error) return networkReason(error.cause);
  return error.message;
}

const NETWORK_CODES =
  /^(ECONN|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EPROTO|ERR_INVALID_URL|ERR_SSL|HPE_)/;

/** Whether a call got no answer that its protocol knows: nobody listens there, or something else does. */
export function isNetworkFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TimeoutError') return true;
  if ('code' in error && typeof error.code === 'string' && NETWORK_CODES.test(error.code)) return true;
  if (error instanceof AggregateError && error.errors.some(isNetworkFailure)) return true;
  return isNetworkFailure(error.cause);
}
