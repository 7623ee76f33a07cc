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
  let minimum = Number.NaN;
  let maximum = Number.NaN;
  let sum = 0;
  for (const value of values) {
    if (!(value >= minimum)) minimum = value;
    if (!(value <= maximum)) maximum = value;
    sum += value;
  }
  const mean = sum / count;
  if (minimum === maximum) return { count, mean, standardDeviation: 0, minimum, maximum };
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { count, mean, standardDeviation: Math.sqrt(squares / count), minimum, maximum };
}
