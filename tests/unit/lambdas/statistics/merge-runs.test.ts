import { describe, expect, it } from 'vitest';
import { mergeRuns } from '../../../../lambdas/domain/statistics/merge-runs.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';

const random = seededRandom(5);
/** Ascending values of which some are the same. */
const run = (length: number): number[] => Array.from({ length }, () => Math.floor(random() * 50)).sort((a, b) => a - b);
const descending = (runs: readonly number[][]): number[] =>
  runs.flatMap((values, at) => values.map((v) => v - 100 * at));

describe('merging ascending runs', () => {
  it.each([
    ['nothing', []],
    ['one run', [run(9)]],
    ['a single value before a run', [[99], run(200)]],
    ['two runs of one length', [run(300), run(300)]],
    ['runs of different lengths', [run(500), run(3), run(70)]],
    ['four runs', [run(20), run(200), run(1), run(90)]],
  ])('sorts %s, and leaves what stands behind them', (_, runs) => {
    for (const values of [runs.flat(), descending(runs)]) {
      const array = Float64Array.from([...values, -7, -8]);
      expect(mergeRuns(array, new Float64Array(array.length), values.length)).toBe(true);
      expect([...array]).toEqual([...values.toSorted((a, b) => a - b), -7, -8]);
    }
  });

  it('leaves five runs alone', () => {
    const values = descending([run(3), run(3), run(3), run(3), run(3)]);
    const array = Float64Array.from(values);
    expect(mergeRuns(array, new Float64Array(array.length), array.length)).toBe(false);
    expect([...array]).toEqual(values);
  });
});
