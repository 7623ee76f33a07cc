import { describe, expect, it } from 'vitest';
import { categoricalSideOf, numericSideOf } from '../../../../lambdas/domain/columns/column-side.js';
import type { CategoricalValues, NumericValues } from '../../../../lambdas/domain/columns/column-values.js';
import type { Comparison } from '../../../../lambdas/domain/monitoring/column-statistics.js';
import { compareCategorical } from '../../../../lambdas/domain/monitoring/compare-categorical.js';
import { compareNumeric } from '../../../../lambdas/domain/monitoring/compare-numeric.js';
import {
  compareCategoricalSummaries,
  compareNumericSummaries,
} from '../../../../lambdas/domain/monitoring/compare-summaries.js';
import { decideColumns } from '../../../../lambdas/domain/monitoring/decide-columns.js';
import { referenceEdges } from '../../../../lambdas/domain/monitoring/reference-edges.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';
import { CategoricalSummary } from '../../../../lambdas/domain/summaries/categorical-summary.js';
import { NumericSummary } from '../../../../lambdas/domain/summaries/numeric-summary.js';
import { MONITOR_SETTINGS as rules } from '../../../fixtures/monitored-model.js';

const REFERENCE_K = 16_384;

function numbers(rows: number, seed: number, draw: (random: () => number) => number): NumericValues {
  const random = seededRandom(seed);
  return {
    kind: 'numeric',
    values: Float64Array.from({ length: rows }, () => draw(random)),
    marks: new Uint8Array(rows),
  };
}

function texts(rows: number, seed: number, draw: (random: () => number) => number): CategoricalValues {
  const random = seededRandom(seed);
  const drawn = Array.from({ length: rows }, () => `c${draw(random)}`);
  const names = [...new Set(drawn)];
  const places = new Map(names.map((name, at) => [name, at]));
  return { kind: 'categorical', codes: Int32Array.from(drawn, (name) => places.get(name) as number), texts: names };
}

/** Irwin and Hall's: close to normal. */
const bell = (random: () => number): number => random() + random() + random() + random() - 2;
const zipf = (random: () => number, most: number): number => Math.floor(most ** random());

function slices<T extends NumericValues | CategoricalValues>(column: T, parts: number): T[] {
  const rows = column.kind === 'numeric' ? column.values.length : column.codes.length;
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [Math.floor((rows * part) / parts), Math.floor((rows * (part + 1)) / parts)];
    return column.kind === 'numeric'
      ? { ...column, values: column.values.slice(from, to), marks: column.marks.slice(from, to) }
      : { ...column, codes: column.codes.slice(from, to) };
  });
}

function numericSummary(edges: Float64Array, column: NumericValues, parts: number, k?: number): NumericSummary {
  const whole = new NumericSummary(edges, k === undefined ? {} : { k });
  for (const slice of slices(column, parts)) {
    const part = new NumericSummary(edges, k === undefined ? {} : { k });
    part.add(slice);
    whole.merge(part);
  }
  return whole;
}

function categoricalSummary(column: CategoricalValues, parts: number): CategoricalSummary {
  const whole = new CategoricalSummary();
  for (const slice of slices(column, parts)) {
    const part = new CategoricalSummary();
    part.add(slice);
    whole.merge(part);
  }
  return whole;
}

function bySummaries(reference: NumericValues, current: NumericValues, parts: number): Comparison {
  const { all, deciles, doane } = referenceEdges(numericSideOf(reference).sorted);
  const summary = numericSummary(all, reference, 1, REFERENCE_K);
  const comparison = compareNumericSummaries({ summary, deciles, doane }, numericSummary(all, current, parts));
  if (comparison === null) throw new Error('nothing to compare');
  return comparison;
}

const byValues = (reference: NumericValues, current: NumericValues): Comparison =>
  compareNumeric(numericSideOf(reference).sorted, numericSideOf(current).sorted);

/** All but what running moments round. */
const exactly = ({ statistics: { wassersteinNormalized: _, ...statistics }, ...rest }: Comparison) => ({
  ...rest,
  statistics,
});

describe('a comparison by summaries', () => {
  it.each([
    ['alike', 0, 1],
    ['apart', 0.3, 1],
    ['tied and apart', 0.3, 10],
  ])('of numbers that are all still held, %s, is that of all values, bit by bit', (_, shift, grain) => {
    const rounded = (value: number): number => (grain === 1 ? value : Math.round(value * grain) / grain);
    const reference = numbers(9_000, 1, (random) => rounded(bell(random)));
    const current = numbers(4_000, 2, (random) => rounded(bell(random) + shift));
    const [found, expected] = [bySummaries(reference, current, 7), byValues(reference, current)];
    expect(exactly(found)).toEqual(exactly(expected));
    const normalized = expected.statistics.wassersteinNormalized as number;
    expect(Math.abs((found.statistics.wassersteinNormalized as number) / normalized - 1)).toBeLessThan(1e-12);
  });

  it('of a million numbers in a hundred shards keeps to its bound, and to the same counts on edges', () => {
    const reference = numbers(200_000, 3, bell);
    const current = numbers(1_000_000, 4, (random) => bell(random) * 1.1 + 0.05);
    const [found, expected] = [bySummaries(reference, current, 100), byValues(reference, current)];
    const { ks, wasserstein, wassersteinNormalized, ...counted } = found.statistics;
    const { ks: exactKs, wasserstein: exactArea, wassersteinNormalized: _, ...exactlyCounted } = expected.statistics;
    expect(counted).toEqual(exactlyCounted);
    expect(found.distribution).toEqual(expected.distribution);
    const bound = found.rankError as number;
    expect(bound).toBeGreaterThan(0);
    expect(bound).toBeLessThan(0.002);
    const statistic = exactKs?.statistic as number;
    expect(Math.abs((ks?.statistic as number) - statistic)).toBeLessThanOrEqual(bound);
    // Ranks are off by the bound at most, over a range of at most 4.9.
    expect(Math.abs((wasserstein as number) - (exactArea as number))).toBeLessThanOrEqual(bound * 4.9);
    expect((wassersteinNormalized as number) / (wasserstein as number)).toBeCloseTo(1 / Math.sqrt(4 / 12), 1);
    expect(found.decisionPValue).toBeGreaterThanOrEqual(ks?.pValue as number);
  });

  it('decides by the p-value of the least distance that its bound allows', () => {
    const found = bySummaries(numbers(300_000, 5, bell), numbers(300_000, 6, bell), 50);
    expect(found.rankError).toBeGreaterThan(0);
    expect(found.decisionPValue).toBeGreaterThan(found.statistics.ks?.pValue as number);
  });

  it('of categories that are all still held is that of all values, bit by bit', () => {
    const reference = texts(20_000, 7, (random) => zipf(random, 400));
    const current = texts(9_000, 8, (random) => zipf(random, 500));
    const expected = compareCategorical(categoricalSideOf(reference).counts, categoricalSideOf(current).counts);
    expect(compareCategoricalSummaries(categoricalSummary(reference, 1), categoricalSummary(current, 9))).toEqual(
      expected,
    );
    expect(expected.statistics.unseen?.length).toBeGreaterThan(0);
  });

  it('of more categories than are held takes the rare ones as one, says so, and sees no drift where there is none', () => {
    const [reference, current] = [9, 10].map((seed) => texts(60_000, seed, (random) => zipf(random, 60_000)));
    const comparison = compareCategoricalSummaries(
      categoricalSummary(reference as CategoricalValues, 1),
      categoricalSummary(current as CategoricalValues, 20),
    );
    expect(comparison?.warnings).toEqual([expect.stringContaining('more categories than are counted one by one')]);
    expect(comparison?.statistics.psi).toBeLessThan(0.05);
    const side = { rows: 60_000, missing: 0, absent: 0, mistyped: 0, nonFinite: 0 };
    const [decision] = decideColumns(
      [{ name: 'x', type: 'categorical', reference: side, current: side, comparison }],
      rules,
    );
    expect(decision).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('taken as one') });
  });

  it('of more categories than are held still finds that the commonest changed places', () => {
    const reference = texts(60_000, 11, (random) => zipf(random, 60_000));
    const current = texts(60_000, 12, (random) => 60_000 - zipf(random, 60_000));
    const comparison = compareCategoricalSummaries(categoricalSummary(reference, 1), categoricalSummary(current, 20));
    expect(comparison?.decisionPValue).toBeLessThan(1e-12);
    expect(comparison?.statistics.psi).toBeGreaterThan(0.2);
  });

  it('is none where a side has no value, or no quantiles', () => {
    const empty = new NumericSummary(new Float64Array());
    const summary = { summary: empty, deciles: new Float64Array(), doane: Float64Array.of(0, 1) };
    expect(compareNumericSummaries(summary, empty)).toBeNull();
    expect(compareCategoricalSummaries(new CategoricalSummary(), new CategoricalSummary())).toBeNull();
  });
});
