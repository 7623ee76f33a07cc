/** Rows above which the mean of draws is normal for all that matters, and drawing costs seconds. */
const NORMAL_ROWS = 20_000;
const NORMAL_95 = 1.6448536269514722;

/** Mulberry32 (Tommy Ettinger): the same numbers in [0, 1) for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One-sided 95 % upper confidence bound of the mean of paired differences: the percentile bootstrap (Efron and
 * Tibshirani 1993, chapter 13) with seeded draws; above 20,000 rows its normal limit. Throws RangeError for no rows.
 */
export function upperBoundOfMean(
  differences: readonly number[],
  { draws, seed }: { readonly draws: number; readonly seed: number },
): number {
  const rows = differences.length;
  if (rows === 0) throw new RangeError('No differences to bound');
  const mean = differences.reduce((sum, value) => sum + value, 0) / rows;
  if (rows > NORMAL_ROWS) {
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1);
    return mean + NORMAL_95 * Math.sqrt(variance / rows);
  }
  const random = seededRandom(seed);
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += differences[Math.floor(random() * rows)] ?? 0;
    return sum / rows;
  }).sort();
  return means[Math.ceil(0.95 * draws) - 1] ?? mean;
}
