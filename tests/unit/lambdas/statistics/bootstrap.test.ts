import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBinomial } from '../../../../lambdas/domain/statistics/binomial-draw.js';
import {
  bootstrapCountIntervals,
  bootstrapInterval,
  bootstrapIntervals,
} from '../../../../lambdas/domain/statistics/bootstrap.js';
import { logGamma } from '../../../../lambdas/domain/statistics/log-gamma.js';
import { seededPositions, seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';

const binomialMass = (k: number, n: number, p: number): number =>
  Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p));

describe('a binomial draw', () => {
  it.each([
    [1, 0.3],
    [7, 0.5],
    [40, 0.02],
    [40, 0.9],
    [100, 0.35],
  ])('of %d trials at %d has the law of the counts', (trials, probability) => {
    const random = seededRandom(11);
    const draws = 200_000;
    const seen = new Float64Array(trials + 1);
    for (let draw = 0; draw < draws; draw += 1) {
      const value = drawBinomial(random, trials, probability);
      seen[value] = (seen[value] ?? 0) + 1;
    }
    for (const [value, count] of seen.entries()) {
      const expected = binomialMass(value, trials, probability);
      // Five standard errors of the share, and one draw of slack.
      const noise = 5 * Math.sqrt((expected * (1 - expected)) / draws) + 1 / draws;
      expect(Math.abs(count / draws - expected)).toBeLessThanOrEqual(noise);
    }
  });

  it('of many trials has their mean and spread', () => {
    const random = seededRandom(5);
    const [trials, probability, draws] = [1_000_000, 0.37, 20_000];
    const drawn = Array.from({ length: draws }, () => drawBinomial(random, trials, probability));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / draws;
    const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
    const expected = Math.sqrt(trials * probability * (1 - probability));
    expect(Math.abs(mean - trials * probability)).toBeLessThan((5 * expected) / Math.sqrt(draws));
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.025);
  });

  it('is certain at 0 and at 1, stays within the trials, and is repeatable', () => {
    const random = seededRandom(1);
    expect([drawBinomial(random, 9, 0), drawBinomial(random, 9, 1), drawBinomial(random, 0, 0.5)]).toEqual([0, 9, 0]);
    fc.assert(
      fc.property(fc.nat(5_000), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (trials, probability, seed) => {
        const drawn = drawBinomial(seededRandom(seed), trials, probability);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn <= trials).toBe(true);
        expect(drawBinomial(seededRandom(seed), trials, probability)).toBe(drawn);
      }),
    );
  });
});

describe('seeded positions', () => {
  it('are the seeded numbers times the bound, draw after draw', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 31 }), (seed, below) => {
        const [random, fill, positions] = [seededRandom(seed), seededPositions(seed), new Uint32Array(7)];
        for (let draw = 0; draw < 3; draw += 1) {
          fill(positions, below);
          expect([...positions]).toEqual([...positions].map(() => Math.floor(random() * below)));
        }
      }),
    );
  });
});

describe('a bootstrap interval', () => {
  it('is the same for the same seed, and holds a constant exactly', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const mean = (positions: Uint32Array): number =>
      positions.reduce((sum, position) => sum + (values[position] ?? 0), 0) / positions.length;
    const options = { seed: 42 };
    expect(bootstrapInterval(values.length, mean, options)).toEqual(bootstrapInterval(values.length, mean, options));
    expect(bootstrapInterval(values.length, () => 7, options)).toEqual({ lower: 7, upper: 7 });
  });

  it('leaves out draws without a value, and is absent when they are the most', () => {
    let draw = 0;
    const seldom = (every: number) => () => {
      draw += 1;
      return draw % every === 0 ? 1 : Number.NaN;
    };
    expect(bootstrapInterval(5, seldom(2), { seed: 1 })).toEqual({ lower: 1, upper: 1 });
    draw = 0;
    expect(bootstrapInterval(5, seldom(3), { seed: 1 })).toBeUndefined();
  });

  it('can have an infinite end', () => {
    const { ratio } = bootstrapCountIntervals([50, 1], ([a = 0, b = 0]) => ({ ratio: a / b }), { seed: 3 });
    expect(ratio?.upper).toBe(Number.POSITIVE_INFINITY);
    expect(ratio?.lower).toBeLessThan(50);
  });

  it('refuses no rows', () => {
    expect(() => bootstrapInterval(0, () => 1, { seed: 1 })).toThrow(RangeError);
    expect(() => bootstrapCountIntervals([0, 0], () => ({}), { seed: 1 })).toThrow(RangeError);
  });

  it('of cell counts has the law of resampled rows', () => {
    const cells = [0, 30, 0, 50, 20].flatMap((count, cell) => Array<number>(count).fill(cell));
    const statistics = (counts: ArrayLike<number>) => ({
      share: (counts[3] ?? 0) / cells.length,
      odds: (counts[1] ?? 0) / (counts[4] ?? 0),
    });
    const options = { seed: 7, draws: 20_000, level: 0.9 };
    const byRow = bootstrapIntervals(
      cells.length,
      (positions) => {
        const counts = new Float64Array(5);
        for (const position of positions) {
          const cell = cells[position] ?? 0;
          counts[cell] = (counts[cell] ?? 0) + 1;
        }
        return statistics(counts);
      },
      options,
    );
    const byCell = bootstrapCountIntervals([0, 30, 0, 50, 20], statistics, options);
    for (const name of ['share', 'odds']) {
      for (const end of ['lower', 'upper'] as const) {
        expect(Math.abs((byCell[name]?.[end] ?? Number.NaN) / (byRow[name]?.[end] ?? 0) - 1)).toBeLessThan(0.03);
      }
    }
  });
});
