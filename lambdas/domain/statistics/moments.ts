export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** ddof 0. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Count, mean, population standard deviation and extremes; all NaN when there is no value. In two passes, of distances from
 * a value in the middle and then from the mean that they make, whose rounding is taken off both answers: the digits of the
 * deviation don't depend on how far from 0 the values lie. Infinite where a double can't hold the squares. The deviation of
 * one value, however often, is 0.
 * Source: T. Chan, G. Golub, R. LeVeque, Algorithms for computing the sample variance (The American Statistician 37, 1983),
 * the corrected two-pass algorithm with shifted data.
 */
export function moments(values: Float64Array): Moments {
  const count = values.length;
  const middle = values[count >>> 1];
  if (middle === undefined) {
    return { count, mean: Number.NaN, standardDeviation: Number.NaN, minimum: Number.NaN, maximum: Number.NaN };
  }
  const paired = count - (count % 2);
  let minimum = middle;
  let maximum = middle;
  // Two sums at a time, by index: many times as fast as one sum over an iterator.
  let even = 0;
  let odd = 0;
  for (let i = 0; i < paired; i += 2) {
    const a = values[i] as number;
    const b = values[i + 1] as number;
    minimum = Math.min(minimum, a, b);
    maximum = Math.max(maximum, a, b);
    even += a - middle;
    odd += b - middle;
  }
  const last = values[paired];
  if (last !== undefined) {
    minimum = Math.min(minimum, last);
    maximum = Math.max(maximum, last);
    even += last - middle;
  }
  const near = middle + (even + odd) / count;
  if (minimum === maximum) return { count, mean: near, standardDeviation: 0, minimum, maximum };
  const { sum, squares } = distancesFrom(values, near);
  const variance = (squares - (sum / count) * sum) / count;
  return {
    count,
    mean: near + sum / count,
    standardDeviation: Number.isFinite(variance) ? Math.sqrt(Math.max(0, variance)) : Number.POSITIVE_INFINITY,
    minimum,
    maximum,
  };
}

function distancesFrom(values: Float64Array, mean: number): { readonly sum: number; readonly squares: number } {
  const paired = values.length - (values.length % 2);
  let even = 0;
  let odd = 0;
  let evenSquares = 0;
  let oddSquares = 0;
  for (let i = 0; i < paired; i += 2) {
    const a = (values[i] as number) - mean;
    const b = (values[i + 1] as number) - mean;
    even += a;
    odd += b;
    evenSquares += a * a;
    oddSquares += b * b;
  }
  const last = values[paired];
  if (last !== undefined) {
    even += last - mean;
    evenSquares += (last - mean) ** 2;
  }
  return { sum: even + odd, squares: evenSquares + oddSquares };
}
