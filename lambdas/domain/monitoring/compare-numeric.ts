import { hellingerDistance } from '../statistics/hellinger.js';
import { histogramCounts } from '../statistics/histogram.js';
import { jensenShannonDistance } from '../statistics/jensen-shannon.js';
import { kolmogorovSmirnovOf } from '../statistics/kolmogorov-smirnov.js';
import { moments } from '../statistics/moments.js';
import { countByEdges, populationStabilityIndex } from '../statistics/population-stability-index.js';
import { countBelow } from '../statistics/quantile.js';
import { type SampleDistances, sampleDistances } from '../statistics/sample-distances.js';
import { totalCount } from '../statistics/total-count.js';
import type { Comparison } from './column-statistics.js';
import { referenceEdges } from './reference-edges.js';
import { warnOfOthers } from './words.js';

/** What the numeric statistics rest on, however it was counted. */
export interface NumericEvidence {
  /** Finite values on both sides, at least one on each. */
  readonly sizes: readonly [reference: number, current: number];
  readonly distances: SampleDistances;
  /** How far the distances' ranks may be off, and what `scaled` is at least; null where every value was looked at. */
  readonly sketched: { readonly rankError: number; readonly atLeast: number } | null;
  /** Of the reference, ddof 0; 0 where it has one value only. */
  readonly standardDeviation: number;
  readonly constantReference: boolean;
  /** Current values below the reference's least or above its greatest; null where that was not counted. */
  readonly outOfRange: number | null;
  /** Counts between the reference's deciles. */
  readonly deciles: readonly [reference: readonly number[], current: readonly number[]];
  /** Counts between Doane's edges of the reference; the current side may have more values than these. */
  readonly doane: { readonly edges: Float64Array; readonly reference: Counts; readonly current: Counts };
}

type Counts = ArrayLike<number>;

/** Every numeric statistic of two ascending samples without missing values; at least one value on each side. */
export function compareNumeric(reference: Float64Array, current: Float64Array): Comparison {
  const known = moments(reference);
  const { deciles, doane } = referenceEdges(reference, known);
  return numericComparison({
    sizes: [reference.length, current.length],
    distances: sampleDistances(reference, current),
    sketched: null,
    standardDeviation: known.standardDeviation,
    constantReference: known.minimum === known.maximum,
    outOfRange: countBelow(current, known.minimum, false) + current.length - countBelow(current, known.maximum, true),
    deciles: [countByEdges(reference, deciles), countByEdges(current, deciles)],
    doane: { edges: doane, reference: histogramCounts(reference, doane), current: histogramCounts(current, doane) },
  });
}

/**
 * Jensen-Shannon and Hellinger distances are of counts on Doane's edges of the reference, with one more bin for what the
 * current sample has outside of them. Where no double holds the deviation, or the range, what rests on it is NaN: 0 would
 * say that nothing moved.
 */
export function numericComparison(evidence: NumericEvidence): Comparison {
  const [n, m] = evidence.sizes;
  const { scaled, area } = evidence.distances;
  const { edges, reference, current } = evidence.doane;
  const outside = m - totalCount(current);
  const hasSpread = evidence.standardDeviation < Number.POSITIVE_INFINITY;
  const hasBins = (edges.at(-1) as number) - (edges[0] as number) < Number.POSITIVE_INFINITY;
  const binned = [
    [...Array.from(reference), 0],
    [...Array.from(current), outside],
  ] as const;
  const ks = kolmogorovSmirnovOf(n, m, scaled);
  const { rankError, atLeast } = evidence.sketched ?? { rankError: null, atLeast: scaled };
  const certain = Math.max(atLeast, Math.ceil(scaled - (rankError ?? 0) * n * m));
  return {
    statistics: {
      psi: populationStabilityIndex(...evidence.deciles),
      ks,
      wasserstein: area,
      wassersteinNormalized: hasSpread ? area / evidence.standardDeviation : Number.NaN,
      jensenShannon: hasBins ? jensenShannonDistance(...binned) : Number.NaN,
      hellinger: hasBins ? hellingerDistance(...binned) : Number.NaN,
      chi2: null,
      cramersV: null,
      lInfinity: null,
      unseen: null,
      vanished: null,
    },
    decisionPValue: certain === scaled ? ks.pValue : kolmogorovSmirnovOf(n, m, certain).pValue,
    constantReference: evidence.constantReference,
    distribution: {
      kind: 'histogram',
      edges: [...edges],
      reference: Array.from(reference, (count) => count / n),
      current: Array.from(current, (count) => count / m),
      outside: outside / m,
    },
    warnings: warnOfOthers(evidence.constantReference, (evidence.outOfRange ?? 0) / m),
    rankError,
  };
}
