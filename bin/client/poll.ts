import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from './errors.js';

export interface PollOptions {
  /** Stops waiting after this; the work itself goes on. */
  readonly timeoutSeconds: number;
  /** The first pause; each is a quarter longer than the one before, up to 5 s. */
  readonly firstPollMilliseconds: number;
}

const LONGEST_PAUSE = 5_000;

/** Asks again until there is an answer. */
export async function poll<T>(what: string, options: PollOptions, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + options.timeoutSeconds * 1000;
  for (let pause = options.firstPollMilliseconds; ; pause = Math.min(LONGEST_PAUSE, pause * 1.25)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() + pause > deadline) {
      throw new CommandError(
        `${what} is still going after ${options.timeoutSeconds} s; it goes on without this command`,
      );
    }
    await sleep(pause);
  }
}
