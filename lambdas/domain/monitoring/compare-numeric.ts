import { hellingerDistance } from '../statistics/hellinger.js';
import { doaneEdges, histogramCounts } from '../statistics/histogram.js';
import { jensenShannonDistance } from '../statistics/jensen-shannon.js';
import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.js';
import { moments } from '../statistics/moments.js';
import { decileStabilityIndex } from '../statistics/population-stability-index.js';
import { totalCount } from '../statistics/total-count.js';
import { wassersteinDistance } from '../statistics/wasserstein.js';
import type { Comparison } from './column-statistics.js';

/**
 * Every numeric statistic of two ascending samples without missing values; at least one value on each side.
 * Jensen-Shannon and Hellinger distances are of counts on Doane's edges of the reference, with one more bin for what
 * the current sample has outside of them.
 */
export function compareNumeric(reference: Float64Array, current: Float64Array): Comparison {
  const { standardDeviation, minimum, maximum } = moments(reference);
  const ks = kolmogorovSmirnov(reference, current);
  const wasserstein = wassersteinDistance(reference, current);
  const edges = doaneEdges(reference);
  const referenceCounts = histogramCounts(reference, edges);
  const currentCounts = histogramCounts(current, edges);
  const outside = current.length - totalCount(currentCounts);
  const binnedReference = [...referenceCounts, 0];
  const binnedCurrent = [...currentCounts, outside];
  return {
    statistics: {
      psi: decileStabilityIndex(reference, current),
      ks,
      wasserstein,
      wassersteinNormalized: wasserstein / standardDeviation,
      jensenShannon: jensenShannonDistance(binnedReference, binnedCurrent),
      hellinger: hellingerDistance(binnedReference, binnedCurrent),
      chi2: null,
      cramersV: null,
      lInfinity: null,
      unseen: null,
      vanished: null,
    },
    decisionPValue: ks.pValue,
    constantReference: minimum === maximum,
    distribution: {
      kind: 'histogram',
      edges: [...edges],
      reference: Array.from(referenceCounts, (count) => count / reference.length),
      current: Array.from(currentCounts, (count) => count / current.length),
      outside: outside / current.length,
    },
    warnings: [],
    rankError: null,
  };
}
