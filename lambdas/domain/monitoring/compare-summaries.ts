import { weightedDistances } from '../statistics/sample-distances.js';
import type { CategoricalSummary } from '../summaries/categorical-summary.js';
import type { NumericSummary } from '../summaries/numeric-summary.js';
import type { Comparison } from './column-statistics.js';
import { compareCategorical } from './compare-categorical.js';
import { compareFrequentItems } from './compare-frequent-items.js';
import { numericComparison } from './compare-numeric.js';
import type { ReferenceEdges } from './reference-edges.js';

/** What is kept of the reference's values, and where its statistics cut. */
export interface ReferenceSummary extends Pick<ReferenceEdges, 'deciles' | 'doane'> {
  readonly summary: NumericSummary;
}

/**
 * Compares a numeric column by what is kept of it; null where a side has no value, or no quantiles. As of all values where
 * both sides' quantile sketches still hold them; else the Kolmogorov-Smirnov statistic and the Wasserstein distance are
 * within `rankError`, and all that is counted on edges is as exact as ever.
 */
export function compareNumericSummaries(
  { summary, deciles, doane }: ReferenceSummary,
  current: NumericSummary,
): Comparison | null {
  const [from, to] = [summary.quantiles, current.quantiles];
  if (from === null || to === null || from.count === 0 || to.count === 0) return null;
  const { scaled, area } = weightedDistances(from.sortedView(), to.sortedView());
  const rankError = from.rankError + to.rankError;
  const atLeast = rankError === 0 ? scaled : largestOnEdges(summary, current);
  return numericComparison({
    sizes: [from.count, to.count],
    distances: { scaled: Math.max(scaled, atLeast), area },
    sketched: rankError === 0 ? null : { rankError, atLeast },
    standardDeviation: summary.moments.standardDeviation,
    constantReference: summary.moments.minimum === summary.moments.maximum,
    outOfRange: current.outOfRange(summary.moments.minimum, summary.moments.maximum),
    deciles: [summary.histogram.rightClosed(deciles), current.histogram.rightClosed(deciles)],
    doane: {
      edges: doane,
      reference: summary.histogram.leftClosed(doane),
      current: current.histogram.leftClosed(doane),
    },
  });
}

/** The Kolmogorov-Smirnov statistic times n m as far as it shows on the edges, where counts are exact. */
function largestOnEdges(reference: NumericSummary, current: NumericSummary): number {
  const [n, m] = [reference.histogram.count, current.histogram.count];
  const others = current.histogram.cells;
  let [below, belowOther, largest] = [0, 0, 0];
  for (const [cell, count] of reference.histogram.cells.entries()) {
    below += count;
    belowOther += others[cell] as number;
    largest = Math.max(largest, Math.abs(below * m - belowOther * n));
  }
  return largest;
}

/**
 * Compares a categorical column by what is kept of it; null where a side has no value. As of all values where both sides
 * still hold every category.
 */
export function compareCategoricalSummaries(
  reference: CategoricalSummary,
  current: CategoricalSummary,
): Comparison | null {
  const [from, to] = [reference.items, current.items];
  if (from.total === 0 || to.total === 0) return null;
  if (from.isExact && to.isExact) return compareCategorical(from.counts(), to.counts());
  return compareFrequentItems(from, to);
}
