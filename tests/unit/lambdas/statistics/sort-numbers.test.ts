import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';
import { sortNumbers } from '../../../../lambdas/domain/statistics/sort-numbers.js';

const random = seededRandom(3);
const TINY = 2 ** -1074;
const KINDS: Record<string, (i: number) => number> = {
  uniform: () => random() - 0.5,
  'few different': () => Math.floor(random() * 3) - 1,
  'of every size': () => (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300),
  'smallest and zeros': () => Math.floor(random() * 5 - 2) * TINY,
  'with one far away': (i) => (i === 7 ? 1e300 : random()),
  'that share their high words': () => 1 + random() * 2 ** -21,
  'that share their high words, beside others': (i) => (i % 2 === 0 ? 1 + random() * 2 ** -21 : random() * 1e9 - 5e8),
  'near each other, far from 0': () => -1.7e9 - random() * 86_400,
  'in a few runs': (i) => (i % 777) * 3 - 1000,
  descending: (i) => -i,
  ascending: (i) => i,
  'all the same': () => 4,
};

describe('sorting numbers', () => {
  it.each(Object.entries(KINDS))('sorts numbers %s, and leaves what stands behind them', (_, draw) => {
    for (const size of [0, 1, 2, 255, 256, 1000, 4096, 20_000, 70_000]) {
      const values = Float64Array.from({ length: size + 3 }, (_, i) => draw(i));
      const sorted = values.slice(0, size).sort();
      const behind = values.slice(size);
      sortNumbers(values, new Float64Array(size + 3), size);
      expect(values.slice(size)).toEqual(behind);
      // Zeros of either sign are equal.
      expect(values.slice(0, size).every((value, i) => value === sorted[i])).toBe(true);
    }
  });
});
