import { percentileOf } from '../statistics/bootstrap.js';
import { NORMAL_ROWS, visitResampledMeans } from '../statistics/bootstrap-means.js';
import { NORMAL_95 } from '../statistics/normal.js';

/**
 * One-sided 95 % upper confidence bound of the mean of paired differences: the percentile bootstrap (Efron and
 * Tibshirani 1993, chapter 13) with seeded draws; above 20,000 rows its normal limit. Throws RangeError for no rows.
 */
export function upperBoundOfMean(
  differences: readonly number[],
  { draws, seed }: { readonly draws: number; readonly seed: number },
): number {
  const rows = differences.length;
  if (rows > NORMAL_ROWS) {
    const mean = differences.reduce((sum, value) => sum + value, 0) / rows;
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1);
    return mean + NORMAL_95 * Math.sqrt(variance / rows);
  }
  const means = new Float64Array(draws);
  visitResampledMeans([differences], { draws, seed }, ([mean = Number.NaN], draw) => {
    means[draw] = mean;
  });
  return percentileOf(means.sort(), 0.95);
}
