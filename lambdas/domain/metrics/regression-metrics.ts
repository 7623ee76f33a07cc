import { medianInPlace } from '../statistics/select.js';
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
export function regressionMetrics({ rows, actual, scores }: ScoredColumns): Record<string, number> {
  const absolute = new Float64Array(rows);
  let [errors, absolutes, squares, percentages, largest, constant] = [0, 0, 0, 0, 0, true];
  for (let row = 0; row < rows; row += 1) {
    const value = actual[row] as number;
    const error = (scores[row] as number) - value;
    const size = Math.abs(error);
    absolute[row] = size;
    errors += error;
    absolutes += size;
    squares += error * error;
    percentages += size / Math.max(Math.abs(value), EPSILON);
    if (size > largest) largest = size;
    if (value !== actual[0]) constant = false;
  }
  const [centre, bias] = [meanOf(actual), errors / rows];
  let [spread, deviations] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const value = actual[row] as number;
    spread += (value - centre) ** 2;
    deviations += ((scores[row] as number) - value - bias) ** 2;
  }
  const explained = (left: number): number => (constant ? Number(left === 0) : 1 - left / spread);
  return {
    mae: absolutes / rows,
    rmse: Math.sqrt(squares / rows),
    median_absolute_error: medianInPlace(absolute),
    max_error: largest,
    mape: percentages / rows,
    bias,
    ...(rows > 1 ? { r2: explained(squares) } : {}),
    explained_variance: explained(deviations),
  };
}
