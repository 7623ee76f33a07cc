import { totalCount } from './total-count.js';

/** Largest absolute difference of two lists of counts as shares (SageMaker Model Monitor's simple distance). NaN when a side is empty. */
export function lInfinityDistance(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const referenceTotal = totalCount(reference);
  const currentTotal = totalCount(current);
  if (referenceTotal === 0 || currentTotal === 0) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs((reference[i] as number) / referenceTotal - (current[i] as number) / currentTotal);
    if (difference > largest) largest = difference;
  }
  return largest;
}

/**
 * A distance of `n` and `m` values less what two samples of these sizes differ by chance, 1.8 √((n + m) / nm), after the
 * two-sample Kolmogorov-Smirnov test: Deequ's `robust`, at least 0.
 */
export const robustDistance = (distance: number, n: number, m: number): number =>
  Math.max(0, distance - 1.8 * Math.sqrt((n + m) / (n * m)));
