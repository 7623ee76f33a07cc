import { describe, expect, it } from 'vitest';
import { compareNumeric } from '../../../../lambdas/domain/monitoring/compare-numeric.js';
import { doaneEdges } from '../../../../lambdas/domain/statistics/histogram.js';
import { moments } from '../../../../lambdas/domain/statistics/moments.js';
import { RunningMoments } from '../../../../lambdas/domain/summaries/running-moments.js';

const ROWS = 1_000_000;
const LEVELS = 1_000;
/** `step` times each of 0 to 999, a thousand times, from `offset` on; doubles hold every one, and their distances, exactly. */
const ladder = (offset: number, step: number): Float64Array =>
  Float64Array.from({ length: ROWS }, (_, i) => offset + (i % LEVELS) * step);
/** Of the discrete uniform law, in closed form. */
const trueMean = (offset: number, step: number): number => offset + ((LEVELS - 1) / 2) * step;
const trueDeviation = (step: number): number => Math.sqrt((LEVELS ** 2 - 1) / 12) * step;
const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);

const FAR: readonly [string, number, number][] = [
  ['a thousand billions away', 1e12, 2 ** -10],
  ['times in microseconds', 1.7e15, 1],
  ['a billion away, of a small spread', 2 ** 30, 2 ** -20],
  ['below 0', -1e12, 2 ** -10],
  ['near 0', 0, 2 ** -10],
];

describe('moments of a million values', () => {
  it.each(FAR)('are right %s, in any order', (_, offset, step) => {
    for (const values of [ladder(offset, step), ladder(offset, step).sort()]) {
      const { mean, standardDeviation } = moments(values);
      expect(relative(standardDeviation, trueDeviation(step))).toBeLessThan(1e-12);
      expect(relative(mean, trueMean(offset, step))).toBeLessThan(2 ** -52);
    }
  });

  it.each(FAR)('are those of a summary %s', (_, offset, step) => {
    const values = ladder(offset, step);
    const running = new RunningMoments();
    running.addBlock(values);
    expect(relative(moments(values).standardDeviation, running.standardDeviation)).toBeLessThan(1e-12);
  });

  it('are what the normalised distance and the edges rest on, wherever the values lie', () => {
    const [far, near] = [ladder(1e12, 2 ** -10).sort(), ladder(0, 2 ** -10).sort()];
    const { statistics } = compareNumeric(
      far,
      far.map((value) => value + 0.125),
    );
    expect(statistics.wassersteinNormalized).toBeCloseTo(0.125 / trueDeviation(2 ** -10), 10);
    expect(doaneEdges(far)).toHaveLength(doaneEdges(near).length);
  });
});

describe('moments at their limits', () => {
  it('are NaN of nothing, and without deviation of one value', () => {
    expect(moments(new Float64Array())).toEqual({
      count: 0,
      mean: Number.NaN,
      standardDeviation: Number.NaN,
      minimum: Number.NaN,
      maximum: Number.NaN,
    });
    expect(moments(new Float64Array(7).fill(0.1))).toMatchObject({ mean: 0.1, standardDeviation: 0 });
  });

  it('keep the mean of values whose sum no double holds; a deviation that overflows is infinite', () => {
    expect(moments(Float64Array.of(1e308, 1.5e308))).toMatchObject({
      mean: 1.25e308,
      standardDeviation: Number.POSITIVE_INFINITY,
    });
  });
});
