export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** ddof 0. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Count, mean, population standard deviation and extremes, in two passes; all NaN when there is no value. The deviation of
 * one value, however often, is 0, though its mean may be rounded.
 */
export function moments(values: Float64Array): Moments {
  const count = values.length;
  const paired = count - (count % 2);
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  // Two sums at a time, by index: many times as fast as one sum over an iterator.
  let even = 0;
  let odd = 0;
  for (let i = 0; i < paired; i += 2) {
    const a = values[i] as number;
    const b = values[i + 1] as number;
    minimum = Math.min(minimum, a, b);
    maximum = Math.max(maximum, a, b);
    even += a;
    odd += b;
  }
  const last = values[paired];
  if (last !== undefined) {
    minimum = Math.min(minimum, last);
    maximum = Math.max(maximum, last);
    even += last;
  }
  const mean = (even + odd) / count;
  if (count === 0) return { count, mean, standardDeviation: Number.NaN, minimum: Number.NaN, maximum: Number.NaN };
  if (minimum === maximum) return { count, mean, standardDeviation: 0, minimum, maximum };
  even = 0;
  odd = 0;
  for (let i = 0; i < paired; i += 2) {
    const a = (values[i] as number) - mean;
    const b = (values[i + 1] as number) - mean;
    even += a * a;
    odd += b * b;
  }
  if (last !== undefined) even += (last - mean) ** 2;
  return { count, mean, standardDeviation: Math.sqrt((even + odd) / count), minimum, maximum };
}
