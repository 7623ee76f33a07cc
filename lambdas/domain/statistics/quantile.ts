/**
 * Quantile `numerator / denominator` of ascending values, linear between neighbours (Hyndman and Fan's type 7,
 * numpy's default). NaN when there is no value.
 */
export function quantile(sorted: Float64Array, numerator: number, denominator: number): number {
  const position = ((sorted.length - 1) * numerator) / denominator;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  const share = position - below;
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/** How many of the ascending values are below `bound`, or at most `bound` with `inclusive`. */
export function countBelow(sorted: Float64Array, bound: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] as number;
    if (value < bound || (inclusive && value === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
