import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { histogramCounts } from '../../../../lambdas/domain/statistics/histogram.js';
import { countByEdges } from '../../../../lambdas/domain/statistics/population-stability-index.js';
import { EdgeHistogram } from '../../../../lambdas/domain/summaries/edge-histogram.js';

const { MAX_VALUE, MIN_VALUE, EPSILON } = Number;
const HOSTILE = [
  0,
  -0,
  1,
  1 + EPSILON,
  1 - EPSILON / 2,
  0.1,
  0.3,
  0.1 + 0.2,
  1e12,
  -1e12,
  1e-300,
  1e308,
  -1e308,
].concat([MIN_VALUE, -MIN_VALUE, 2 * MIN_VALUE, MAX_VALUE, -MAX_VALUE]);
const number = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.integer({ min: -9, max: 9 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const ascending = (list: readonly number[]): Float64Array => Float64Array.from(new Set(list.map((x) => x + 0))).sort();
const histogramOf = (edges: Float64Array, values: ArrayLike<number>): EdgeHistogram => {
  const histogram = new EdgeHistogram(edges);
  histogram.add(Float64Array.from(values));
  return histogram;
};

describe('a histogram on edges', () => {
  it('has each value where a search of the edges finds it, however they lie', () => {
    const edges = fc.array(number, { maxLength: 40, size: 'max' }).map(ascending);
    fc.assert(
      fc.property(edges, fc.array(number, { maxLength: 60, size: 'max' }), (on, list) => {
        const values = [...list, ...on];
        const expected = new Float64Array(2 * on.length + 1);
        for (const value of values) {
          const below = on.filter((edge) => edge < value).length;
          const cell = 2 * below + (on[below] === value ? 1 : 0);
          expected[cell] = (expected[cell] ?? 0) + 1;
        }
        expect(histogramOf(on, values).cells).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('counts the bins of some of its edges, of either side closed, as counting the values does', () => {
    const chosen = fc.array(fc.tuple(number, fc.boolean(), fc.boolean()), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(chosen, fc.array(number, { maxLength: 60, size: 'max' }), (picked, list) => {
        const all = ascending(picked.map(([edge]) => edge));
        const right = ascending(picked.filter(([, first]) => first).map(([edge]) => edge));
        const left = ascending(picked.filter(([, , second]) => second).map(([edge]) => edge));
        const sorted = Float64Array.from([...list, ...all]).sort();
        const histogram = histogramOf(all, sorted);
        expect(histogram.rightClosed(right)).toEqual(countByEdges(sorted, [...right]));
        if (left.length < 2) return;
        expect(histogram.leftClosed(left)).toEqual([...histogramCounts(sorted, left)]);
      }),
    );
  });

  it('without edges counts', () => {
    const histogram = histogramOf(new Float64Array(), [1, 2, -1e308]);
    expect(histogram.rightClosed([])).toEqual([3]);
    expect(histogram.count).toBe(3);
  });

  it('counts on its own edges only', () => {
    const histogram = histogramOf(Float64Array.of(0, 1), [0.5]);
    expect(() => histogram.rightClosed([0.5])).toThrow(InvalidInput);
    expect(() => histogram.leftClosed([0, 2])).toThrow(/2 is none of the histogram's edges \[0, 1\]/);
  });
});
