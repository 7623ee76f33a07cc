/**
 * Settings of every SDK client, made once at start of a handler: the SDK's own retries with jitter, and time limits,
 * so that a dead connection ends long before the function does.
 */
export const clientSettings = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

/** For reads that have a fallback: they give up early enough to use it. */
export const briefClientSettings = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;
