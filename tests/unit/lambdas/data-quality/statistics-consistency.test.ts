import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statisticsProblems } from '../../../../lambdas/domain/data-quality/compare-statistics.js';
import { computeStatistics } from '../../../../lambdas/domain/data-quality/compute-statistics.js';
import type { DatasetStatistics, NumericalStatistics } from '../../../../lambdas/domain/data-quality/statistics.js';

const tableOf = (values: readonly (number | string)[]) => ({
  columns: ['x'],
  rows: values.map((value) => [String(value)]),
});
const own = computeStatistics(tableOf([1.5, 2, 3, 4.5, 9]));
const [column] = own.features;
const numbers = column?.numerical_statistics as NumericalStatistics;

/** Of so many rows more than there are. */
function told(changed: Partial<NumericalStatistics>, more: number, type = column?.inferred_type): DatasetStatistics {
  const common = { num_present: 5 + more, num_missing: 0 };
  const feature = {
    name: 'x',
    inferred_type: type ?? 'Unknown',
    numerical_statistics: { ...numbers, common, ...changed },
  };
  return { ...own, dataset: { item_count: 5 + more }, features: [feature] };
}
const buckets = (change: (count: number) => number, by = 0) => ({
  distribution: {
    kll: {
      buckets: (numbers.distribution?.kll.buckets ?? []).map(({ lower_bound, upper_bound, count }) => ({
        lower_bound: lower_bound + by,
        upper_bound: upper_bound + by,
        count: change(count),
      })),
    },
  },
});

describe('statistics of a baseline', () => {
  it.each<[string, Partial<NumericalStatistics>, string]>([
    ['a sum of another mean', { sum: -5 }, 'its sum is -5'],
    ['buckets that hold other rows', buckets(() => 12_345), 'its buckets hold 123450 of'],
    ['buckets elsewhere', buckets((count) => count, 100), 'its buckets go from 101.5 to 109'],
  ])('of the rows themselves are refused with %s', (_, changed, reason) => {
    expect(statisticsProblems(told(changed, 0), own, ['x'])).toEqual([expect.stringContaining(reason)]);
  });

  it('are refused with a type that the rows are not of', () => {
    expect(statisticsProblems(told({}, 0, 'Integral'), own, ['x'])).toEqual([
      'statistics.json says inferred_type of "x" is Integral, the baseline\'s is Fractional',
    ]);
  });

  it.each<[string, Partial<NumericalStatistics>, string]>([
    [
      'values that are not counted',
      { common: { num_present: 5, num_missing: 0 } },
      '5 are there and 0 missing, of 6 rows',
    ],
    ['a spread beyond its ends', { std_dev: 1e12 }, 'its std_dev is 1000000000000'],
    ['ends beyond its spread', { min: -1e30 }, 'its std_dev is '],
    ['a sum of another mean', { sum: -5 }, 'its sum is -5'],
  ])('of one row more are refused with %s', (_, changed, reason) => {
    expect(statisticsProblems(told(changed, 1), own, ['x'])[0]).toContain(reason);
  });

  it('are never refused as they are computed, of any numbers and of any texts', () => {
    const cell = fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: -9, max: 9 }));
    const values = fc.oneof(
      fc.array(cell, { maxLength: 60 }),
      fc.array(fc.string({ maxLength: 3 }), { maxLength: 60 }),
    );
    fc.assert(
      fc.property(values, (given) => {
        const computed = computeStatistics(tableOf(given));
        expect(statisticsProblems(computed, computed, ['x'])).toEqual([]);
      }),
    );
  });
});
