import { quantile } from '../statistics/quantile.js';
import { meanOf } from './row-losses.js';
import type { ScoredColumns } from './scored-columns.js';

/** The spacing of doubles at 1; scikit-learn's least divisor of a percentage. */
const EPSILON = Number.EPSILON;

/** What a regression's metrics are means of, a value a row; `target` is the actual value less the mean of all. */
export function regressionTerms({ rows, actual, scores }: ScoredColumns) {
  const centre = meanOf(actual);
  const make = (): Float64Array => new Float64Array(rows);
  const terms = {
    error: make(),
    absolute: make(),
    squared: make(),
    percentage: make(),
    target: make(),
    spread: make(),
  };
  for (let row = 0; row < rows; row += 1) {
    const value = actual[row] as number;
    const error = (scores[row] as number) - value;
    terms.error[row] = error;
    terms.absolute[row] = Math.abs(error);
    terms.squared[row] = error * error;
    terms.percentage[row] = Math.abs(error) / Math.max(Math.abs(value), EPSILON);
    terms.target[row] = value - centre;
    terms.spread[row] = (value - centre) ** 2;
  }
  return terms;
}

/**
 * Metrics of a regression by scikit-learn's definitions; `bias` is the mean of prediction less actual. Where the actual
 * values are all the same, r2 and explained_variance are 1 for what is right and else 0; of one row there is no r2. `mape`
 * is a share, and huge where an actual value is 0.
 */
export function regressionMetrics(columns: ScoredColumns): Record<string, number> {
  const { rows, actual } = columns;
  const { error, absolute, squared, percentage, spread } = regressionTerms(columns);
  const bias = meanOf(error);
  const constant = actual.every((value) => value === actual[0]);
  const ofVariance = (unexplained: number): number => {
    if (constant) return unexplained === 0 ? 1 : 0;
    return 1 - unexplained / meanOf(spread);
  };
  const sorted = Float64Array.from(absolute).sort();
  const deviation = meanOf(error.map((value) => (value - bias) ** 2));
  return {
    mae: meanOf(absolute),
    rmse: Math.sqrt(meanOf(squared)),
    median_absolute_error: quantile(sorted, 1, 2),
    max_error: sorted[rows - 1] as number,
    mape: meanOf(percentage),
    bias,
    ...(rows > 1 ? { r2: ofVariance(meanOf(squared)) } : {}),
    explained_variance: ofVariance(deviation),
  };
}
