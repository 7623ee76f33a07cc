import { beforeAll, describe, expect, it } from 'vitest';
import { type NumericSide, numericSideOf } from '../../lambdas/domain/columns/column-side.js';
import { MARKS } from '../../lambdas/domain/columns/column-values.js';
import { compareCategorical } from '../../lambdas/domain/monitoring/compare-categorical.js';
import { compareNumeric } from '../../lambdas/domain/monitoring/compare-numeric.js';
import { benjaminiHochberg } from '../../lambdas/domain/statistics/benjamini-hochberg.js';
import { chiSquareTest, cramersV } from '../../lambdas/domain/statistics/chi-square.js';
import { hellingerDistance } from '../../lambdas/domain/statistics/hellinger.js';
import { doaneEdges, histogramCounts } from '../../lambdas/domain/statistics/histogram.js';
import { jensenShannonDistance } from '../../lambdas/domain/statistics/jensen-shannon.js';
import { lInfinityDistance } from '../../lambdas/domain/statistics/l-infinity.js';
import { moments } from '../../lambdas/domain/statistics/moments.js';
import { populationStabilityIndex } from '../../lambdas/domain/statistics/population-stability-index.js';
import { quantile } from '../../lambdas/domain/statistics/quantile.js';
import { totalCount } from '../../lambdas/domain/statistics/total-count.js';
import { twoProportionPValue } from '../../lambdas/domain/statistics/two-proportion.js';
import { welchGreater } from '../../lambdas/domain/statistics/welch.js';
import { categoricalSide } from '../fixtures/cell-sides.js';
import { COUNT_PAIRS, type CountPair } from './count-pairs.js';
import { CELL_PAIRS, type CellPair, TEXT_PAIRS, type TextPair, TINY_PAIRS } from './edge-cases.js';
import { LAWS } from './laws.js';
import { FAMILIES, PROPORTIONS } from './p-values.js';
import { type Answer, askPeer, expectAgreement, type Question } from './peer.js';
import { SAMPLE_PAIRS, type SamplePair } from './sample-pairs.js';

interface Case {
  readonly title: string;
  readonly question: Question;
  readonly ours: () => Answer;
}

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

const ofSamples = (pair: SamplePair): Answer => ofSorted(sorted(pair.reference), sorted(pair.current));

function ofSorted(reference: Float64Array, current: Float64Array): Answer {
  const { statistics } = compareNumeric(reference, current);
  const { mean, standardDeviation, minimum, maximum } = moments(reference);
  const edges = doaneEdges(reference);
  return {
    moments: [mean, standardDeviation, minimum, maximum],
    quantiles: [0, 1, 25, 50, 75, 99, 100].map((percent) => quantile(reference, percent, 100)),
    ks: statistics.ks?.statistic ?? Number.NaN,
    'ks.pValue': statistics.ks?.pValue ?? Number.NaN,
    edges: [...edges],
    histogram: [...histogramCounts(reference, edges), ...histogramCounts(current, edges)],
    psi: statistics.psi ?? Number.NaN,
    wasserstein: statistics.wasserstein ?? Number.NaN,
    wassersteinNormalized: statistics.wassersteinNormalized ?? Number.NaN,
    jensenShannon: statistics.jensenShannon ?? Number.NaN,
    hellinger: statistics.hellinger ?? Number.NaN,
  };
}

function ofCells(pair: CellPair): Answer {
  const [reference, current] = [pair.reference, pair.current].map((cells) =>
    numericSideOf({
      kind: 'numeric',
      values: Float64Array.from(cells, (cell) => cell ?? Number.NaN),
      marks: Uint8Array.from(cells, (cell) => (cell === null ? MARKS.missing : MARKS.value)),
    }),
  ) as [NumericSide, NumericSide];
  const rows = [reference, current].flatMap((side) => [side.rows, side.missing, side.nonFinite]);
  return { ...ofSorted(reference.sorted, current.sorted), rows };
}

function ofTexts(pair: TextPair): Answer {
  const [reference, current] = [pair.reference, pair.current].map((texts) => categoricalSide(texts).counts) as [
    Map<string, number>,
    Map<string, number>,
  ];
  const { statistics } = compareCategorical(reference, current);
  return {
    chi2: statistics.chi2?.statistic ?? Number.NaN,
    'chi2.pValue': statistics.chi2?.pValue ?? Number.NaN,
    dof: statistics.chi2?.dof ?? Number.NaN,
    cramersV: statistics.cramersV ?? Number.NaN,
    psi: statistics.psi ?? Number.NaN,
    jensenShannon: statistics.jensenShannon ?? Number.NaN,
    hellinger: statistics.hellinger ?? Number.NaN,
    lInfinity: statistics.lInfinity ?? Number.NaN,
  };
}

/** Python's `float` reads them; JSON has no such numbers. */
const spelled = (cells: CellPair['reference']) =>
  cells.map((cell) => (cell === null || Number.isFinite(cell) ? cell : String(cell)));

function ofCounts({ reference, current }: CountPair): Answer {
  const chi2 = chiSquareTest(reference, current);
  return {
    chi2: chi2.statistic,
    'chi2.pValue': chi2.pValue,
    dof: chi2.dof,
    cramersV: cramersV(chi2, totalCount(reference) + totalCount(current)),
    psi: populationStabilityIndex(reference, current),
    jensenShannon: jensenShannonDistance(reference, current),
    hellinger: hellingerDistance(reference, current),
    lInfinity: lInfinityDistance(reference, current),
  };
}

function ofWelch({ reference, current }: SamplePair, confidence: number): Answer {
  const sample = (values: readonly number[]) => {
    const { mean, standardDeviation, count } = moments(sorted(values));
    return { mean, standardDeviation: standardDeviation * Math.sqrt(count / (count - 1)), count };
  };
  return { ...welchGreater(sample(reference), sample(current), confidence) };
}

const varies = (values: readonly number[]): boolean => values.length > 1 && new Set(values).size > 1;

const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  'two samples': [...SAMPLE_PAIRS, ...TINY_PAIRS].map((pair) => ({
    title: pair.title,
    question: { kind: 'samples', reference: pair.reference, current: pair.current },
    ours: () => ofSamples(pair),
  })),
  'two columns with what is no number': CELL_PAIRS.map((pair) => ({
    title: pair.title,
    question: { kind: 'cells', reference: spelled(pair.reference), current: spelled(pair.current) },
    ours: () => ofCells(pair),
  })),
  'two columns of texts': TEXT_PAIRS.map((pair) => ({
    title: pair.title,
    question: { kind: 'texts', reference: pair.reference, current: pair.current },
    ours: () => ofTexts(pair),
  })),
  'two lists of counts': COUNT_PAIRS.map((pair) => ({
    title: pair.title,
    question: { kind: 'counts', reference: pair.reference, current: pair.current },
    ours: () => ofCounts(pair),
  })),
  "Welch's test": SAMPLE_PAIRS.filter(({ reference, current }) => varies(reference) && varies(current)).map(
    (pair, at) => {
      const confidence = at % 2 === 0 ? 0.95 : 0.99;
      return {
        title: `${pair.title}, at ${confidence}`,
        question: { kind: 'welch', reference: pair.reference, current: pair.current, confidence },
        ours: () => ofWelch(pair, confidence),
      };
    },
  ),
  'two proportions': PROPORTIONS.map(({ a, b }) => ({
    title: `${a.join(' of ')} and ${b.join(' of ')}`,
    question: { kind: 'proportions', a, b },
    ours: () => ({ pValue: twoProportionPValue(...a, ...b) }),
  })),
  'Benjamini and Hochberg': FAMILIES.map(({ title, pValues }) => ({
    title,
    question: { kind: 'false-discovery', pValues },
    ours: () => ({ 'adjusted.pValue': benjaminiHochberg(pValues).map((p) => p ?? Number.NaN) }),
  })),
  laws: LAWS.map(({ name, law, at, ours }) => ({
    title: `${name} at ${at.length} points`,
    question: { kind: 'law', law, name, at },
    ours: () => ({ [name]: at.map((point) => ours(...point)) }),
  })),
};

const answers = new Map<Case, Answer | undefined>();

beforeAll(async () => {
  const cases = Object.values(GROUPS).flat();
  const found = await askPeer(
    'scipy',
    cases.map(({ question }) => question),
  );
  cases.forEach((entry, at) => {
    answers.set(entry, found[at]);
  });
});

describe.each(Object.entries(GROUPS))('scipy and numpy say the same of %s', (_, cases) => {
  it.each(cases.map((entry) => [entry.title, entry] as const))('%s', (_title, entry) => {
    expectAgreement(entry.ours(), answers.get(entry));
    expect(answers.get(entry)).toBeDefined();
  });
});
