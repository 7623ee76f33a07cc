import { describe, expect, it } from 'vitest';
import { chiSquareTest } from '../../../../lambdas/domain/statistics/chi-square.js';
import {
  permutationChiSquarePValue,
  permutationMoments,
} from '../../../../lambdas/domain/statistics/permutation-chi-square.js';

const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);
const filled = (length: number, value: number): number[] => Array<number>(length).fill(value);

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

/** Every table of the margins with the number of ways to deal it, and its statistic. */
function enumerate(side: number, categories: readonly number[]): { mean: number; variance: number } {
  let [ways, sum, squares] = [0, 0, 0];
  const deal = (at: number, left: number, dealt: readonly number[], count: number): void => {
    const size = categories[at];
    if (size === undefined) {
      if (left !== 0) return;
      const { statistic } = chiSquareTest(
        dealt,
        categories.map((all, i) => all - (dealt[i] as number)),
      );
      ways += count;
      sum += count * statistic;
      squares += count * statistic ** 2;
      return;
    }
    for (let r = 0; r <= Math.min(size, left); r++) deal(at + 1, left - r, [...dealt, r], count * choose(size, r));
  };
  deal(0, side, [], 1);
  return { mean: sum / ways, variance: squares / ways - (sum / ways) ** 2 };
}

describe('the chi-square statistic given its margins', () => {
  it.each<[number, readonly number[]]>([
    [3, [2, 3, 2]],
    [5, [1, 1, 4, 2]],
    [6, [3, 3, 1, 1]],
    [2, [1, 1, 1, 2, 2, 5]],
    [10, [5, 6, 4]],
    [6, [2, 2, 2, 1, 5]],
  ])('has the mean and the variance that all tables have, %i rows of %j', (side, categories) => {
    // Any table of these margins.
    let left = side;
    const reference = categories.map((size) => {
      const taken = Math.min(size, left);
      left -= taken;
      return taken;
    });
    const current = categories.map((size, i) => size - (reference[i] as number));
    const expected = enumerate(side, categories);
    const { mean, variance } = permutationMoments(reference, current);
    expect(relative(mean, expected.mean)).toBeLessThan(1e-12);
    expect(relative(variance, expected.variance)).toBeLessThan(1e-10);
  });

  it('has the p-value of the chi-square law where that holds', () => {
    const [reference, current] = [
      [2_000, 3_010, 2_950, 4_000],
      [2_080, 2_900, 3_050, 3_960],
    ];
    expect(
      relative(permutationChiSquarePValue(reference, current), chiSquareTest(reference, current).pValue),
    ).toBeLessThan(0.01);
  });

  it('says no more than chance of what never comes twice, of one category and of an empty side', () => {
    expect(
      permutationChiSquarePValue([...filled(300, 1), ...filled(300, 0)], [...filled(300, 0), ...filled(300, 1)]),
    ).toBe(1);
    expect(permutationChiSquarePValue([5], [900])).toBe(1);
    expect(permutationChiSquarePValue([5, 3], [0, 0])).toBe(1);
    expect(permutationChiSquarePValue([1, 0], [0, 1])).toBe(1);
    expect(permutationChiSquarePValue([], [])).toBe(1);
  });

  it('is hardly probable where no code is what it was', () => {
    const gone = [...filled(100, 3), ...filled(100, 0)];
    expect(permutationChiSquarePValue(gone, gone.toReversed())).toBeLessThan(1e-16);
  });
});
