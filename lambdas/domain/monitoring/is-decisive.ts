import type { MonitorReport } from './monitor-report.js';

/** Share of the objects that a quiet window must rest on: an object that is damaged in each window shall not hold an alarm. */
const QUIET_SHARE = 0.9;

/**
 * Whether the alarm follows a window, and its rule counts it. One that is violated says so whatever else it may hold; else
 * it says that nothing is wrong only when nearly all of it was read (reports of version 1 don't say how much) and there was
 * enough to decide.
 */
export function isDecisive({
  state,
  verdict,
  violated,
  capture,
}: Pick<MonitorReport, 'state' | 'verdict' | 'violated'> & {
  readonly capture?: { readonly coverage?: { readonly share: number } | undefined } | undefined;
}): boolean {
  if (state !== 'ok') return false;
  return violated || (verdict !== 'insufficient-data' && (capture?.coverage?.share ?? 1) >= QUIET_SHARE);
}
