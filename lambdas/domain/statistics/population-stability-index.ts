import { countBelow, quantile } from './quantile.js';
import { totalCount } from './total-count.js';

/** Stands for an empty share, so that the logarithm exists. */
const EMPTY_SHARE = 1e-4;

/**
 * Population stability index: sum of (c - r) ln(c / r) over shares of counts, natural logarithm.
 * Only empty shares are replaced, by 1e-4, and nothing is normalised again.
 * Source: N. Siddiqi, Credit Risk Scorecards (2006), chapter 9.
 */
export function populationStabilityIndex(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const referenceTotal = totalCount(reference);
  const currentTotal = totalCount(current);
  if (referenceTotal === 0 || currentTotal === 0) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    const r = share(reference[i] as number, referenceTotal);
    const c = share(current[i] as number, currentTotal);
    sum += (c - r) * Math.log(c / r);
  }
  return sum;
}

const share = (count: number, total: number): number => (count === 0 ? EMPTY_SHARE : count / total);

/**
 * The reference's deciles as inner edges: at most nine. Of the eleven quantiles from minimum to maximum duplicates are
 * dropped, then the outer two, so that a decile at the minimum or maximum is no edge.
 */
export function decileEdges(sortedReference: Float64Array): number[] {
  const edges: number[] = [];
  for (let k = 0; k <= 10; k++) {
    const edge = quantile(sortedReference, k, 10);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges.slice(1, -1);
}

/** Counts between inner edges: right-closed bins, the outer two open. */
export function countByEdges(sorted: Float64Array, edges: Iterable<number>): number[] {
  const counts: number[] = [];
  let before = 0;
  for (const edge of edges) {
    const upTo = countBelow(sorted, edge, true);
    counts.push(upTo - before);
    before = upTo;
  }
  counts.push(sorted.length - before);
  return counts;
}
