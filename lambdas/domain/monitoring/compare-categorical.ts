import { chiSquareTest, cramersV, poolRareCategories } from '../statistics/chi-square.js';
import { hellingerDistance } from '../statistics/hellinger.js';
import { jensenShannonDistance } from '../statistics/jensen-shannon.js';
import { lInfinityDistance } from '../statistics/l-infinity.js';
import { permutationChiSquarePValue } from '../statistics/permutation-chi-square.js';
import { populationStabilityIndex } from '../statistics/population-stability-index.js';
import { totalCount } from '../statistics/total-count.js';
import type { Comparison } from './column-statistics.js';
import { warnOfNumberFormats } from './number-formats.js';
import { warnOfOthers } from './words.js';

const NAMED = 100;
const DRAWN = 12;

/** Rows by category on both sides, each part as long as the names. */
export interface CategoryTable {
  readonly names: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** What the categorical statistics rest on, however it was counted. */
export interface CategoricalEvidence {
  readonly table: CategoryTable;
  /** Counts that the p-value which decides is of, category by category. */
  readonly decided: Pick<CategoryTable, 'reference' | 'current'>;
  readonly constantReference: boolean;
  readonly unseen: readonly string[];
  readonly vanished: readonly string[];
  readonly warnings: readonly string[];
}

/** Every categorical statistic of counts by exact text, without missing values; at least one value on each side. */
export function compareCategorical(
  referenceCounts: ReadonlyMap<string, number>,
  currentCounts: ReadonlyMap<string, number>,
): Comparison {
  const table = categoryTable(referenceCounts, currentCounts);
  return categoricalComparison({
    table,
    decided: table,
    constantReference: referenceCounts.size <= 1,
    unseen: onlyIn(currentCounts, referenceCounts),
    vanished: onlyIn(referenceCounts, currentCounts),
    warnings: [warnOfNumberFormats(table.names)].filter((warning) => warning !== undefined),
  });
}

export function categoricalComparison(evidence: CategoricalEvidence): Comparison {
  const { table, decided, unseen, vanished } = evidence;
  const { reference, current } = table;
  const changed = lInfinityDistance(reference, current);
  const chi2 = chiSquareTest(reference, current);
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
      lInfinity: changed,
      unseen,
      vanished,
    },
    decisionPValue: decisionPValue(decided),
    constantReference: evidence.constantReference,
    distribution: { kind: 'categories', ...drawn(table) },
    warnings: [...warnOfOthers(evidence.constantReference, changed), ...evidence.warnings],
    rankError: null,
  };
}

/** Of chi-square with rare categories pooled; where that leaves nothing to compare, of all categories as they are. */
function decisionPValue({ reference, current }: CategoricalEvidence['decided']): number {
  const pooled = poolRareCategories(reference, current);
  return pooled.reference.length > 1
    ? chiSquareTest(pooled.reference, pooled.current).pValue
    : permutationChiSquarePValue(reference, current);
}

/** The reference's commonest first; the same count by text. */
function categoryTable(
  referenceCounts: ReadonlyMap<string, number>,
  currentCounts: ReadonlyMap<string, number>,
): CategoryTable {
  const rows = [...new Set([...referenceCounts.keys(), ...currentCounts.keys()])].map((name) => ({
    name,
    reference: referenceCounts.get(name) ?? 0,
    current: currentCounts.get(name) ?? 0,
  }));
  rows.sort((a, b) => b.reference - a.reference || (a.name < b.name ? -1 : 1));
  return {
    names: rows.map(({ name }) => name),
    reference: rows.map(({ reference }) => reference),
    current: rows.map(({ current }) => current),
  };
}

/** The commonest hundred categories of one side that the other lacks. */
export function onlyIn(counts: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .filter(([name]) => !others.has(name))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, NAMED)
    .map(([name]) => name);
}

/** The categories with the greatest shares on either side, and the rest as one. */
function drawn({ names, reference, current }: CategoryTable) {
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
