import fc from 'fast-check';
import { expect, it } from 'vitest';
import { medianInPlace, selectRank } from '../../../../lambdas/domain/statistics/select.js';

const values = fc.float64Array({ noNaN: true, minLength: 1, maxLength: 60 });
/** Many equal ones. */
const ties = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 })
  .map((list) => Float64Array.from(list));

it('a selected rank is the one of the sorted values, whatever their order and ties', () => {
  fc.assert(
    fc.property(fc.oneof(values, ties), fc.nat(), (drawn, seed) => {
      const [rank, sorted] = [seed % drawn.length, drawn.slice().sort()];
      expect(selectRank(drawn.slice(), rank) === sorted[rank]).toBe(true);
    }),
  );
});

it('the median is the middle value, or the mean of the middle two; of nothing there is none', () => {
  expect(medianInPlace(Float64Array.of(5, 1, 3))).toBe(3);
  expect(medianInPlace(Float64Array.of(4, 1, 3, 2))).toBe(2.5);
  expect(medianInPlace(Float64Array.of(7, 7, 7, 7))).toBe(7);
  expect(medianInPlace(new Float64Array())).toBeNaN();
  expect(medianInPlace(Float64Array.from({ length: 100_001 }, (_, at) => (at * 7_919) % 100_001))).toBe(50_000);
});
