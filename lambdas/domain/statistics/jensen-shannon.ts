import { totalCount } from './total-count.js';

/**
 * Jensen-Shannon distance, base 2: the square root of the divergence of two lists of counts, each normalised to sum 1
 * (Endres and Schindelin, IEEE Trans. Inf. Theory 49, 2003). In [0, 1]; NaN when a side is empty.
 */
export function jensenShannonDistance(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const referenceTotal = totalCount(reference);
  const currentTotal = totalCount(current);
  let divergence = 0;
  for (let i = 0; i < reference.length; i++) {
    const p = (reference[i] as number) / referenceTotal;
    const q = (current[i] as number) / currentTotal;
    const middle = (p + q) / 2;
    if (p > 0) divergence += p * Math.log(p / middle);
    if (q > 0) divergence += q * Math.log(q / middle);
  }
  if (referenceTotal === 0 || currentTotal === 0) return Number.NaN;
  return Math.sqrt(Math.min(1, Math.max(0, divergence / (2 * Math.LN2))));
}
