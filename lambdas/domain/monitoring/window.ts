import { InvalidInput } from '../errors.js';

/** Half open: start included, end not. */
export interface TimeWindow {
  readonly start: Date;
  readonly end: Date;
}

const MINUTE = 60_000;
/** How far the clock of whoever asks may be ahead. */
const CLOCK_SKEW_SECONDS = 5;

/**
 * Throws InvalidInput for a window that has not ended: its report would lack records that are yet to come, and stand as the
 * newest until then.
 */
export function requireEnded({ end }: TimeWindow, now: Date): void {
  if (end.getTime() <= now.getTime() + CLOCK_SKEW_SECONDS * 1000) return;
  throw new InvalidInput(
    `The window ends at ${end.toISOString()}, which is in the future: expected an end of at most ${CLOCK_SKEW_SECONDS} s ` +
      `after ${now.toISOString()}, the time here`,
  );
}

/**
 * The window of a scheduled run: `minutes` long, and ending `allowanceMs` before the planned time, so that what was
 * inferred in it has arrived; windows of consecutive runs touch. A planned time that is not a time (a schedule that did
 * not fill it in) is replaced by the clock's, at whole minutes.
 */
export function scheduledWindow(
  plannedTime: string | undefined,
  minutes: number,
  allowanceMs: number,
  now: Date,
): TimeWindow {
  const planned = Date.parse(plannedTime ?? '');
  const time = Math.floor((Number.isNaN(planned) ? now.getTime() : planned) / MINUTE) * MINUTE;
  const end = time - allowanceMs;
  return { start: new Date(end - minutes * MINUTE), end: new Date(end) };
}
