import type { Task } from '../signature.js';
import { moments } from '../statistics/moments.js';
import { rowLosses, type ScoredRow } from './metrics.js';

/** What a model loses on rows; the standard deviation is of a row (n - 1), 0 for a single one. */
export interface LossSummary {
  readonly mean: number;
  readonly standardDeviation: number;
}

export function lossSummary(task: Task, rows: readonly ScoredRow[]): LossSummary {
  const { count, mean, standardDeviation } = moments(Float64Array.from(rowLosses(task, rows)));
  return { mean, standardDeviation: count > 1 ? standardDeviation * Math.sqrt(count / (count - 1)) : 0 };
}
