import { totalCount } from './total-count.js';

/**
 * Hellinger distance of two lists of counts, each normalised to sum 1: |√p - √q| / √2 (E. Hellinger, J. reine angew.
 * Math. 136, 1909). In [0, 1]; NaN when a side is empty.
 */
export function hellingerDistance(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const referenceTotal = totalCount(reference);
  const currentTotal = totalCount(current);
  if (referenceTotal === 0 || currentTotal === 0) return Number.NaN;
  let squares = 0;
  for (let i = 0; i < reference.length; i++) {
    const p = Math.sqrt((reference[i] as number) / referenceTotal);
    const q = Math.sqrt((current[i] as number) / currentTotal);
    squares += (p - q) * (p - q);
  }
  return Math.min(1, Math.sqrt(squares / 2));
}
