import { describe, expect, it } from 'vitest';
import { MARKS, type NumericValues } from '../../../../lambdas/domain/columns/column-values.js';
import { summaryProfile } from '../../../../lambdas/domain/monitoring/profile/summary-profile.js';
import { categoricalReference, numericReference } from '../../../../lambdas/domain/monitoring/reference.js';
import { NumericSummary } from '../../../../lambdas/domain/summaries/numeric-summary.js';

const numbers = (values: readonly number[], marks: readonly number[] = []): NumericValues => ({
  kind: 'numeric',
  values: Float64Array.from(values),
  marks: Uint8Array.from({ length: values.length }, (_, row) => marks[row] ?? 0),
});

describe('the profile of a column', () => {
  const hundred = numbers(Array.from({ length: 100 }, (_, row) => (row * 37) % 100));
  const reference = numericReference([hundred]);
  const range = { minimum: 0, maximum: 99 };

  it('tells the extremes, moments and quantiles of a side, and what it lacks', () => {
    const profile = summaryProfile(reference, range);
    // numpy 2: mean and std of range(100); quantiles by method='inverted_cdf'.
    expect(profile).toMatchObject({ rows: 100, missing: 0, distinct: 100, mean: 49.5, minimum: 0, maximum: 99 });
    expect(profile.standardDeviation).toBeCloseTo(28.86607004772212, 12);
    expect(profile.outOfRange).toBe(0);
    expect(profile.quantiles).toEqual({
      '0.01': 0,
      '0.05': 4,
      '0.25': 24,
      '0.5': 49,
      '0.75': 74,
      '0.95': 94,
      '0.99': 98,
    });
  });

  it('tells the share of the finite values outside of the range of the baseline', () => {
    const current = new NumericSummary(reference.summary.histogram.edges);
    const gone = Number.NaN;
    current.add(
      numbers(
        [-1, 0, 50, 99, 99.5, gone, gone, Number.POSITIVE_INFINITY],
        [0, 0, 0, 0, 0, MARKS.absent, MARKS.mistyped],
      ),
    );
    expect(summaryProfile({ kind: 'numeric', summary: current }, range)).toMatchObject({
      rows: 8,
      missing: 1,
      absent: 1,
      mistyped: 1,
      nonFinite: 1,
      outOfRange: 2 / 5,
      distinct: 5,
    });
  });

  it('tells no more different values than there are', () => {
    const current = new NumericSummary(reference.summary.histogram.edges);
    const many = 200_000;
    current.add(numbers(Array.from({ length: many }, (_, row) => row)));
    const { distinct } = summaryProfile({ kind: 'numeric', summary: current }, range);
    expect(distinct).toBeLessThanOrEqual(many);
    expect(distinct).toBeGreaterThan(0.9 * many);
  });

  it('of texts tells how many they are, and no number', () => {
    const column = categoricalReference([
      { kind: 'categorical', codes: Int32Array.of(0, 1, 1, -1), texts: ['a', 'b', 'c'] },
    ]);
    expect(summaryProfile(column, null)).toMatchObject({
      rows: 4,
      missing: 1,
      distinct: 2,
      mean: null,
      quantiles: null,
    });
  });

  it('without a value tells none', () => {
    const column = numericReference([numbers([Number.NaN], [MARKS.missing])]);
    expect(summaryProfile(column, null)).toMatchObject({
      rows: 1,
      missing: 1,
      distinct: null,
      mean: null,
      minimum: null,
    });
  });
});
