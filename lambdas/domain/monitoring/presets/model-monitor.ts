import { usable } from '../../columns/column-side.js';
import { robustDistance } from '../../statistics/l-infinity.js';
import type { ColumnStatistics } from '../column-statistics.js';
import { findingOf, type PresetColumn, type PresetFinding } from './preset.js';

const THRESHOLD = 0.1;

/**
 * Decides a column as SageMaker Model Monitor does by default: Deequ's robust L-infinity distance above 0.1, of the exact
 * distribution functions of a numeric column (Deequ's own come from a sketch) or of the shares of categories. The simple
 * distance, without the correction for small samples, stands beside it.
 */
export function decideAsModelMonitor({ input }: PresetColumn, statistics: ColumnStatistics): PresetFinding {
  const simple = (input.type === 'numeric' ? statistics.ks?.statistic : statistics.lInfinity) ?? Number.NaN;
  const robust = robustDistance(simple, usable(input.reference), usable(input.current));
  return findingOf('robust L-infinity distance', '>', [testOf('linf_robust', robust), testOf('linf_simple', simple)]);
}

const testOf = (name: string, score: number) => ({ name, score, threshold: THRESHOLD, drifted: score > THRESHOLD });
