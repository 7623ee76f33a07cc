import { histogramCounts, sturgesEdges } from '../../statistics/histogram.js';
import { upperIncompleteGamma } from '../../statistics/incomplete-gamma.js';
import { jensenShannonDistance } from '../../statistics/jensen-shannon.js';
import { moments } from '../../statistics/moments.js';
import { totalCount } from '../../statistics/total-count.js';
import { twoProportionPValue } from '../../statistics/two-proportion.js';
import { extremes, type PairedCounts } from './evidently-bins.js';

/**
 * The scores of Evidently 0.7 (`evidently/legacy/calculations/stattests`), formula by formula; neither side is empty.
 * Where a cell is empty on one side, `psi` and `klDivergence` put a small share there.
 */

/** Of shares whose empty ones are replaced; nothing is normalised again. */
export function psi(counts: PairedCounts): number {
  const [reference, current] = [filledShares(counts.reference), filledShares(counts.current)];
  return reference.reduce((sum, share, i) => sum + (share - at(current, i)) * Math.log(share / at(current, i)), 0);
}

/** Kullback-Leibler divergence of the reference from the current rows, natural logarithm; filled shares are normalised again. */
export function klDivergence(counts: PairedCounts): number {
  const [reference, current] = [filledShares(counts.reference), filledShares(counts.current)];
  const [referenceTotal, currentTotal] = [totalCount(reference), totalCount(current)];
  return reference.reduce((sum, share, i) => {
    const p = share / referenceTotal;
    return sum + p * Math.log(p / (at(current, i) / currentTotal));
  }, 0);
}

/** Distance with the natural logarithm, so at most √ln 2 = 0.83. */
export const naturalJensenShannon = ({ reference, current }: PairedCounts): number =>
  jensenShannonDistance(reference, current) * Math.sqrt(Math.LN2);

/**
 * Wasserstein distance over the reference's standard deviation (ddof 0), which counts as 0.001 at least. NaN where no double
 * holds that deviation.
 */
export function normedWasserstein(distance: number, reference: Float64Array): number {
  const { standardDeviation } = moments(reference);
  return standardDeviation < Number.POSITIVE_INFINITY ? distance / Math.max(standardDeviation, 0.001) : Number.NaN;
}

/** Of shares by category: √(1 - Σ √(p q)). */
export function categoricalHellinger({ reference, current }: PairedCounts): number {
  const [referenceTotal, currentTotal] = [totalCount(reference), totalCount(current)];
  const overlap = reference.reduce(
    (sum, count, i) => sum + Math.sqrt((count / referenceTotal) * (at(current, i) / currentTotal)),
    0,
  );
  return fromOverlap(overlap);
}

/** Of densities on Sturges' edges for as many values as are distinct in both samples together; both ascending. */
export function numericHellinger(reference: Float64Array, current: Float64Array, distinct: number): number {
  const edges = sturgesEdges(distinct, ...extremes(reference, current));
  const [before, now] = [histogramCounts(reference, edges), histogramCounts(current, edges)];
  const width = (at(edges, edges.length - 1) - at(edges, 0)) / (edges.length - 1);
  let overlap = 0;
  for (let i = 0; i < before.length; i++) {
    const step = at(edges, i + 1) - at(edges, i);
    overlap += Math.sqrt((at(before, i) / step / reference.length) * (at(now, i) / step / current.length)) * width;
  }
  return fromOverlap(overlap);
}

const fromOverlap = (overlap: number): number => Math.sqrt(1 - Math.min(1, Math.max(0, overlap)));

/**
 * P-value of the one-sample chi-square test: are the current counts those of the reference, scaled? It takes the
 * reference's shares for exact, so that it is smaller than that of a contingency table. 0 where a category is unseen;
 * NaN for one category.
 */
export function chiSquarePValue({ reference, current }: PairedCounts): number {
  if (reference.length < 2) return Number.NaN;
  const scale = totalCount(current) / totalCount(reference);
  const statistic = reference.reduce((sum, count, i) => {
    const expected = count * scale;
    return sum + (at(current, i) - expected) ** 2 / expected;
  }, 0);
  return upperIncompleteGamma((reference.length - 1) / 2, statistic / 2);
}

/**
 * Two-sided p-value of the pooled two-proportion test of all values but the first, as 2 (1 - Φ(|z|)) of doubles: what is
 * below 1e-16 is 0. 1 where all values of both sides are one.
 */
export function zPValue({ reference, current }: PairedCounts): number {
  const [referenceTotal, currentTotal] = [totalCount(reference), totalCount(current)];
  const [hits, currentHits] = [referenceTotal - at(reference, 0), currentTotal - at(current, 0)];
  const below = 1 - twoProportionPValue(hits, referenceTotal, currentHits, currentTotal) / 2;
  return 2 * (1 - below);
}

/** Shares of counts; an empty one is 0.0001, or a millionth of the least other one where that is no more than 0.0001. */
function filledShares(counts: readonly number[]): number[] {
  const total = totalCount(counts);
  const shares = counts.map((count) => count / total);
  const least = shares.reduce((least, share) => (share > 0 && share < least ? share : least), 1);
  return shares.map((share) => (share > 0 ? share : least <= 0.0001 ? least / 10 ** 6 : 0.0001));
}

const at = (values: ArrayLike<number>, index: number): number => values[index] as number;
