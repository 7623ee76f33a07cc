import { describe, expect, it } from 'vitest';
import { countCells } from '../../../../lambdas/domain/bias/cells.js';
import { measureBias } from '../../../../lambdas/domain/bias/measure-bias.js';
import { BIAS_METRIC_NAMES } from '../../../../lambdas/domain/bias/metric-names.js';
import { posttrainingMetrics } from '../../../../lambdas/domain/bias/posttraining.js';
import { pretrainingMetrics } from '../../../../lambdas/domain/bias/pretraining.js';
import { drawBinomial } from '../../../../lambdas/domain/statistics/binomial-draw.js';
import { bootstrapCountIntervals } from '../../../../lambdas/domain/statistics/bootstrap.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';
import { type Kind, rowsOf } from './bias-rows.js';

const KINDS: readonly Kind[] = [
  [0, 1, 1, 0, 90],
  [0, 0, 1, 1, 30],
  [0, 1, 0, 0, 40],
  [0, 0, 0, 1, 140],
  [1, 1, 1, 0, 20],
  [1, 0, 1, 1, 10],
  [1, 1, 0, 1, 30],
  [1, 0, 0, 0, 140],
];

describe('the intervals of bias metrics', () => {
  it('hold the metric, are the same each time, and are there for all but the flip test', () => {
    const rows = rowsOf(KINDS);
    const features = [Float64Array.from(rows.facet, (_, row) => row)];
    const found = measureBias(rows, { features });
    expect(measureBias(rows, { features })).toEqual(found);
    expect(Object.keys(found.intervals)).toHaveLength(BIAS_METRIC_NAMES.length - 1);
    const values: Readonly<Record<string, number>> = { ...found.pretraining, ...found.posttraining };
    expect(Object.keys(values)).toHaveLength(BIAS_METRIC_NAMES.length);
    for (const [name, { lower, upper }] of Object.entries(found.intervals)) {
      expect(lower, name).toBeLessThanOrEqual(values[name] ?? Number.NaN);
      expect(upper, name).toBeGreaterThanOrEqual(values[name] ?? Number.NaN);
      expect(upper - lower, name).toBeGreaterThan(0);
    }
  });

  it('are there for a metric that some resamples leave undefined', () => {
    const { intervals } = measureBias(
      rowsOf([
        [0, 1, 1, 0, 30],
        [0, 0, 0, 0, 30],
        [1, 1, 1, 0, 1],
        [1, 0, 0, 0, 1],
      ]),
    );
    expect(intervals.DPPL?.lower).toBeGreaterThanOrEqual(-1);
    expect(intervals.DPPL?.upper).toBeLessThanOrEqual(1);
  });

  it('are infinite where the resamples are', () => {
    const { posttraining, intervals } = measureBias(
      rowsOf([
        [0, 1, 0, 0, 30],
        [0, 0, 0, 0, 30],
        [1, 1, 1, 0, 20],
        [1, 0, 0, 0, 10],
      ]),
    );
    expect(posttraining?.DI).toBe(Number.POSITIVE_INFINITY);
    expect(intervals.DI).toEqual({ lower: Number.POSITIVE_INFINITY, upper: Number.POSITIVE_INFINITY });
  });

  it('hold the true DPL and DPPL in 93 to 97 of 100 samples', () => {
    const rows = 400;
    // Advantaged and disadvantaged rows by (label, prediction): 00, 01, 10, 11.
    const law = [0.3, 0.06, 0.09, 0.2, 0.2, 0.03, 0.05, 0.07];
    const random = seededRandom(20_240_501);
    const truth = Float64Array.from(law, (share) => share * 1e6);
    const [dpl, dppl] = [pretrainingMetrics(truth).DPL, posttrainingMetrics(truth).DPPL];
    const held = { DPL: 0, DPPL: 0 };
    for (let sample = 0; sample < 1_000; sample += 1) {
      let [left, share] = [rows, 1];
      const cells = law.map((part) => {
        const taken = drawBinomial(random, left, part / share);
        left -= taken;
        share -= part;
        return taken;
      });
      const { DPL, DPPL } = bootstrapCountIntervals(
        cells,
        (drawn) => ({ DPL: pretrainingMetrics(drawn).DPL, DPPL: posttrainingMetrics(drawn).DPPL }),
        { seed: sample },
      );
      if (DPL !== undefined && DPL.lower <= dpl && dpl <= DPL.upper) held.DPL += 1;
      if (DPPL !== undefined && DPPL.lower <= dppl && dppl <= DPPL.upper) held.DPPL += 1;
    }
    for (const [name, count] of Object.entries(held)) {
      expect(count, name).toBeGreaterThanOrEqual(930);
      expect(count, name).toBeLessThanOrEqual(970);
    }
  }, 120_000);
});

describe('the cells of rows', () => {
  it('count each kind of row of each group', () => {
    const cells = countCells(rowsOf(KINDS));
    expect([...cells]).toEqual([0, 0, 40, 90, 140, 0, 0, 20, 140, 30, 0, 0, 0, 10, 30, 0]);
  });
});
