import { setTimeout as sleep } from 'node:timers/promises';

/** Asks `probe` until it answers something; fails after `seconds` with what was waited for. */
export async function waitUntil<T>(
  what: string,
  seconds: number,
  signal: AbortSignal,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}, in vain`);
    await sleep(500, undefined, { signal });
  }
}
