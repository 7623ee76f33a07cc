import { chiSquareTest } from '../statistics/chi-square.js';
import { robustDistance } from '../statistics/l-infinity.js';
import type { DistributionConstraints } from './constraints.js';
import { type SketchValues, weightedValues } from './model-monitor-sketch.js';
import type { FeatureStatistics } from './statistics.js';

type Method = NonNullable<DistributionConstraints['comparison_method']>;

/**
 * How far a column is from its baseline, 0 to 1, as Deequ's `Distance` has it: the largest difference of the cumulative
 * distributions of numbers, or of the shares of texts. Robust takes off what two samples of these sizes differ by chance,
 * 1.8 √((n + m) / nm), after the two-sample Kolmogorov-Smirnov test. Undefined where a side has no distribution.
 */
export function distributionDistance(
  baseline: FeatureStatistics,
  current: FeatureStatistics,
  { comparison_method = 'Robust', categorical_drift_method = 'LInfinity' }: DistributionConstraints,
): number | undefined {
  const [before, now] = [sketchOf(baseline), sketchOf(current)];
  if (before !== undefined && now !== undefined) {
    return corrected(largestCdfDifference(before, now), before.total, now.total, comparison_method);
  }
  const [old, fresh] = [countsOf(baseline), countsOf(current)];
  if (old === undefined || fresh === undefined) return undefined;
  const values = [...new Set([...old.keys(), ...fresh.keys()])];
  const [a, b] = [values.map((value) => old.get(value) ?? 0), values.map((value) => fresh.get(value) ?? 0)];
  // The distance of the test by chi-square is the significance with which the shares differ.
  if (categorical_drift_method === 'ChiSquared') return 1 - chiSquareTest(a, b).pValue;
  const [n, m] = [total(baseline, a), total(current, b)];
  const largest = a.reduce((most, count, index) => Math.max(most, Math.abs(count / n - (b[index] ?? 0) / m)), 0);
  return corrected(largest, n, m, comparison_method);
}

const corrected = (simple: number, n: number, m: number, method: Method): number =>
  method === 'Simple' ? simple : robustDistance(simple, n, m);

const total = ({ string_statistics }: FeatureStatistics, counts: readonly number[]): number =>
  string_statistics?.common.num_present ?? counts.reduce((sum, count) => sum + count, 0);

function sketchOf({ numerical_statistics }: FeatureStatistics): SketchValues | undefined {
  const levels = numerical_statistics?.distribution?.kll.sketch?.data;
  const weighted = levels === undefined ? undefined : weightedValues(levels);
  return weighted === undefined || weighted.total === 0 ? undefined : weighted;
}

function countsOf({ string_statistics }: FeatureStatistics): ReadonlyMap<string, number> | undefined {
  const buckets = string_statistics?.distribution?.categorical.buckets ?? [];
  return buckets.length === 0 ? undefined : new Map(buckets.map(({ value, count }) => [value, count]));
}

function largestCdfDifference(a: SketchValues, b: SketchValues): number {
  let [i, j, below, under, largest] = [0, 0, 0, 0, 0];
  while (i < a.values.length && j < b.values.length) {
    const value = Math.min(a.values[i] as number, b.values[j] as number);
    while (i < a.values.length && a.values[i] === value) below += a.weights[i++] as number;
    while (j < b.values.length && b.values[j] === value) under += b.weights[j++] as number;
    largest = Math.max(largest, Math.abs(below / a.total - under / b.total));
  }
  return largest;
}
