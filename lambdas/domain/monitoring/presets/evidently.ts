import { usable } from '../../columns/column-side.js';
import type { ColumnStatistics, ColumnTest } from '../column-statistics.js';
import type { ColumnInput } from '../compare-columns.js';
import { binnedCounts, distinctCounts, extremes, type PairedCounts } from './evidently-bins.js';
import {
  categoricalHellinger,
  chiSquarePValue,
  klDivergence,
  naturalJensenShannon,
  normedWasserstein,
  numericHellinger,
  psi,
  zPValue,
} from './evidently-scores.js';
import { findingOf, type PresetColumn, type PresetFinding } from './preset.js';

/** Evidently's tests by its names: how a reason names them, and when they drift. */
const TESTS = {
  psi: { title: 'PSI', drifts: '≥', threshold: 0.1 },
  jensenshannon: { title: 'Jensen-Shannon distance (natural logarithm)', drifts: '≥', threshold: 0.1 },
  wasserstein: { title: 'normed Wasserstein distance', drifts: '≥', threshold: 0.1 },
  kl_div: { title: 'Kullback-Leibler divergence', drifts: '≥', threshold: 0.1 },
  hellinger: { title: 'Hellinger distance', drifts: '≥', threshold: 0.1 },
  ks: { title: 'Kolmogorov-Smirnov p', drifts: '≤', threshold: 0.05 },
  chisquare: { title: 'chi-square p', drifts: '<', threshold: 0.05 },
  z: { title: 'Z-test p', drifts: '<', threshold: 0.05 },
} as const;

export type EvidentlyTest = keyof typeof TESTS;

/** A reference with more values than this is measured by a distance, another tested by a p-value. */
const DISTANCES_ABOVE = 1_000;
/** A numeric column with no more distinct values than this is tested as categories. */
const FEW_VALUES = 5;

/**
 * Decides a column as Evidently 0.7 does by default. The test that decides comes first: a distance where the reference has
 * more than 1,000 values, else a p-value. The other scores of the column's type follow, each beside Evidently's own
 * threshold; they decide nothing.
 */
export function decideAsEvidently({ input }: PresetColumn, statistics: ColumnStatistics): PresetFinding {
  const distinct = distinctCounts(input);
  const decisive = defaultTest(input, distinct);
  const others = applicable(input, distinct).filter((name) => name !== decisive);
  const compared = { input, statistics, distinct, binned: binnedCounts(input, distinct) };
  const tested = (name: EvidentlyTest) => testOf(name, scoreOf(name, compared));
  const { title, drifts } = TESTS[decisive];
  return findingOf(title, drifts, [tested(decisive), ...others.map(tested)]);
}

/** The test that Evidently chooses, by the type, the reference's number of values and the distinct values of both sides. */
function defaultTest({ type, reference }: ColumnInput, distinct: PairedCounts): EvidentlyTest {
  const values = distinct.reference.length;
  const continuous = type === 'numeric' && values > FEW_VALUES;
  if (usable(reference) > DISTANCES_ABOVE) return continuous ? 'wasserstein' : 'jensenshannon';
  if (continuous) return 'ks';
  return values > 2 ? 'chisquare' : 'z';
}

/** The tests for the column's type that say something of it: chi-square has nothing to say of one category, z of three. */
function applicable({ type }: ColumnInput, distinct: PairedCounts): readonly EvidentlyTest[] {
  if (type === 'numeric') return ['psi', 'jensenshannon', 'wasserstein', 'kl_div', 'hellinger', 'ks'];
  const ofShares = ['psi', 'jensenshannon', 'kl_div', 'hellinger'] as const;
  const categories = distinct.reference.length;
  return [
    ...ofShares,
    ...(categories > 1 ? (['chisquare'] as const) : []),
    ...(categories > 2 ? [] : (['z'] as const)),
  ];
}

interface Compared {
  readonly input: ColumnInput;
  readonly statistics: ColumnStatistics;
  readonly distinct: PairedCounts;
  readonly binned: PairedCounts;
}

function scoreOf(name: EvidentlyTest, compared: Compared): number {
  const { input, statistics, distinct, binned } = compared;
  if (BINNED.has(name) && isTooWide(compared)) return Number.NaN;
  if (name === 'psi') return psi(binned);
  if (name === 'jensenshannon') return naturalJensenShannon(binned);
  if (name === 'kl_div') return klDivergence(binned);
  if (name === 'chisquare') return chiSquarePValue(distinct);
  if (name === 'z') return zPValue(distinct);
  if (input.type === 'categorical') return categoricalHellinger(distinct);
  const [reference, current] = [input.reference.sorted, input.current.sorted];
  if (name === 'hellinger') return numericHellinger(reference, current, distinct.reference.length);
  if (name === 'ks') return statistics.ks?.pValue ?? Number.NaN;
  return normedWasserstein(statistics.wasserstein ?? Number.NaN, reference);
}

const BINNED: ReadonlySet<EvidentlyTest> = new Set(['psi', 'jensenshannon', 'kl_div']);

/** Whether no double holds the range that is cut into bins: in the one bin that is left, all samples are the same. */
function isTooWide({ input, distinct, binned }: Compared): boolean {
  if (input.type === 'categorical' || binned === distinct) return false;
  const [minimum, maximum] = extremes(input.reference.sorted, input.current.sorted);
  return maximum - minimum === Number.POSITIVE_INFINITY;
}

function testOf(name: EvidentlyTest, score: number): ColumnTest {
  const { threshold, drifts } = TESTS[name];
  const drifted = drifts === '≥' ? score >= threshold : drifts === '≤' ? score <= threshold : score < threshold;
  return { name, score, threshold, drifted };
}
