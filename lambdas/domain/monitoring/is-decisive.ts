import type { MonitorReport } from './monitor-report.js';

/**
 * Whether the alarm follows a window, and its rule counts it. One that is violated says so whatever else it may hold; else
 * it says that nothing is wrong only when all of it was read and there was enough to decide.
 */
export const isDecisive = ({
  state,
  verdict,
  complete,
  violated,
}: Pick<MonitorReport, 'state' | 'verdict' | 'complete' | 'violated'>): boolean =>
  state === 'ok' && (violated || (complete && verdict !== 'insufficient-data'));
