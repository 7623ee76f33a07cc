import { chiSquareTest, cramersV, poolRareCategories } from '../statistics/chi-square.js';
import { hellingerDistance } from '../statistics/hellinger.js';
import { jensenShannonDistance } from '../statistics/jensen-shannon.js';
import { lInfinityDistance } from '../statistics/l-infinity.js';
import { populationStabilityIndex } from '../statistics/population-stability-index.js';
import { totalCount } from '../statistics/total-count.js';
import type { Comparison } from './column-statistics.js';

const NAMED = 100;
const DRAWN = 12;

/** Every categorical statistic of counts by exact text, without missing values; at least one value on each side. */
export function compareCategorical(
  referenceCounts: ReadonlyMap<string, number>,
  currentCounts: ReadonlyMap<string, number>,
): Comparison {
  const names = [...new Set([...referenceCounts.keys(), ...currentCounts.keys()])].sort(
    (a, b) => count(referenceCounts, b) - count(referenceCounts, a) || (a < b ? -1 : 1),
  );
  const reference = names.map((name) => count(referenceCounts, name));
  const current = names.map((name) => count(currentCounts, name));
  const chi2 = chiSquareTest(reference, current);
  const pooled = poolRareCategories(reference, current);
  return {
    statistics: {
      psi: populationStabilityIndex(reference, current),
      ks: null,
      wasserstein: null,
      wassersteinNormalized: null,
      jensenShannon: jensenShannonDistance(reference, current),
      hellinger: hellingerDistance(reference, current),
      chi2,
      cramersV: cramersV(chi2, totalCount(reference) + totalCount(current)),
      lInfinity: lInfinityDistance(reference, current),
      unseen: onlyIn(currentCounts, referenceCounts),
      vanished: onlyIn(referenceCounts, currentCounts),
    },
    decisionPValue: chiSquareTest(pooled.reference, pooled.current).pValue,
    constantReference: referenceCounts.size <= 1,
    distribution: {
      kind: 'categories',
      ...drawn(names, reference, current),
    },
    warnings: [],
    rankError: null,
  };
}

const count = (counts: ReadonlyMap<string, number>, name: string): number => counts.get(name) ?? 0;

function onlyIn(counts: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .filter(([name]) => !others.has(name))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, NAMED)
    .map(([name]) => name);
}

/** The categories with the greatest shares on either side, and the rest as one. */
function drawn(names: readonly string[], reference: readonly number[], current: readonly number[]) {
  const totals = [totalCount(reference), totalCount(current)] as const;
  const bars = names
    .map((name, i) => ({ name, reference: (reference[i] ?? 0) / totals[0], current: (current[i] ?? 0) / totals[1] }))
    .sort((a, b) => Math.max(b.reference, b.current) - Math.max(a.reference, a.current));
  const shown = bars.slice(0, DRAWN);
  const rest = bars.slice(DRAWN);
  if (rest.length > 0) {
    shown.push({
      name: `${rest.length} more`,
      reference: rest.reduce((sum, bar) => sum + bar.reference, 0),
      current: rest.reduce((sum, bar) => sum + bar.current, 0),
    });
  }
  return {
    names: shown.map((bar) => bar.name),
    reference: shown.map((bar) => bar.reference),
    current: shown.map((bar) => bar.current),
  };
}
