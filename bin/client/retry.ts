import { setTimeout as sleep } from 'node:timers/promises';

/** What an attempt throws when another one may succeed. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';

  constructor(
    /** Thrown to the caller when no attempt is left. */
    readonly failure: Error,
    /** Least wait before the next attempt that the other side asked for, in milliseconds. */
    readonly waitMilliseconds = 0,
  ) {
    super(failure.message);
  }
}

export interface RetryOptions {
  /** @default 5 */
  readonly attempts?: number;
  /** The wait before attempt n + 1 is random up to this times 2^n. @default 200 */
  readonly baseMilliseconds?: number;
}

const LONGEST_WAIT = 20_000;

/** Runs an attempt until it answers, throws anything but TryAgain, or none is left; waits with full jitter. */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = 5, baseMilliseconds = 200 } = options;
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (tried >= attempts) throw error.failure;
      const backOff = Math.random() * baseMilliseconds * 2 ** tried;
      await sleep(Math.min(LONGEST_WAIT, Math.max(backOff, error.waitMilliseconds)));
    }
  }
}

/** Throttled, or a fault of the other side that may pass. */
export const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** `Retry-After` in milliseconds; 0 when it is absent or a date. */
export function retryAfter(value: string | null | undefined): number {
  const seconds = Number(value ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
