export interface SampleDistances {
  /** Largest difference of the two distribution functions, times n m: a whole number. */
  readonly scaled: number;
  /** Area between them. */
  readonly area: number;
}

/**
 * Kolmogorov-Smirnov statistic and first Wasserstein distance (S. Vallender, Theory Probab. Appl. 18, 1974) of two ascending
 * samples in one walk; a value at least on each side.
 */
export function sampleDistances(a: Float64Array, b: Float64Array): SampleDistances {
  const n = a.length;
  const m = b.length;
  const unit = 1 / n / m;
  let i = 0;
  let j = 0;
  let scaled = 0;
  let area = 0;
  let previous = Math.min(a[0] as number, b[0] as number);
  while (i < n && j < m) {
    const left = a[i] as number;
    const right = b[j] as number;
    const value = Math.min(left, right);
    const gap = value - previous;
    const difference = Math.abs(i * m - j * n);
    area += difference * unit * gap;
    // Only between different values: before, ties are still to be counted.
    if (difference > scaled && gap > 0) scaled = difference;
    previous = value;
    // No branch here: which sample is next can't be predicted.
    const step = Number(left <= right);
    i = (i + step) | 0;
    j = (j + 1 - step) | 0;
  }
  for (const [rest, from, all, others] of [
    [a, i, n, m],
    [b, j, m, n],
  ] as const) {
    for (let at = from; at < all; at++) {
      const value = rest[at] as number;
      const difference = (all - at) * others;
      area += difference * unit * (value - previous);
      if (difference > scaled && value > previous) scaled = difference;
      previous = value;
    }
  }
  return { scaled, area };
}

/** Ascending values, each with the weights up to and with it; equal values may follow each other. */
export interface CumulativeValues {
  readonly values: Float64Array;
  /** The last is the weight of all, a whole number like the others. */
  readonly cumulative: Float64Array;
}

/** The distances of `sampleDistances`, of values with weights. */
export function weightedDistances(a: CumulativeValues, b: CumulativeValues): SampleDistances {
  const [n, m] = [weightOf(a), weightOf(b)];
  // Every weight is 1.
  if (n === a.values.length && m === b.values.length) return sampleDistances(a.values, b.values);
  const unit = 1 / n / m;
  let [i, j, below, belowB, scaled, area] = [0, 0, 0, 0, 0, 0];
  let previous = Math.min(a.values[0] as number, b.values[0] as number);
  while (i < a.values.length || j < b.values.length) {
    const left = a.values[i] ?? Number.POSITIVE_INFINITY;
    const right = b.values[j] ?? Number.POSITIVE_INFINITY;
    const value = Math.min(left, right);
    const difference = Math.abs(below * m - belowB * n);
    area += difference * unit * (value - previous);
    if (difference > scaled && value > previous) scaled = difference;
    previous = value;
    if (left <= right) below = a.cumulative[i++] as number;
    else belowB = b.cumulative[j++] as number;
  }
  return { scaled, area };
}

const weightOf = ({ cumulative }: CumulativeValues): number => cumulative.at(-1) ?? 0;
