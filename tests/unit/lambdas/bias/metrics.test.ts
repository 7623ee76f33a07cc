import { describe, expect, it } from 'vitest';
import { measureBias } from '../../../../lambdas/domain/bias/measure-bias.js';
import { type Kind, rowsOf } from './bias-rows.js';

/**
 * 10 advantaged rows (4 true positives, 1 false positive, 2 false negatives, 3 true negatives) and 5 disadvantaged ones
 * (1, 1, 1, 2), so that each formula can be worked out by hand.
 */
const KINDS: readonly Kind[] = [
  [0, 1, 1, 0, 4],
  [0, 0, 1, 0, 1],
  [0, 1, 0, 1, 2],
  [0, 0, 0, 1, 3],
  [1, 1, 1, 0, 1],
  [1, 0, 1, 0, 1],
  [1, 1, 0, 1, 1],
  [1, 0, 0, 1, 2],
];
const { group, ...ungrouped } = rowsOf(KINDS);

const pretrainingOf = (kinds: readonly Kind[]) => measureBias(rowsOf(kinds), { draws: 0 }).pretraining;
const posttrainingOf = (kinds: readonly Kind[]) => measureBias(rowsOf(kinds), { draws: 0 }).posttraining ?? {};

function expectClose(found: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    if (Number.isFinite(value)) expect(found[name], name).toBeCloseTo(value, 12);
    else expect(found[name], name).toBe(value);
  }
}

describe('the metrics of labels and predictions', () => {
  it('are those worked out by hand from the formulas', () => {
    expectClose(pretrainingOf(KINDS), {
      CI: 5 / 15,
      DPL: 0.6 - 0.4,
      KL: 0.4 * Math.log(0.4 / 0.6) + 0.6 * Math.log(0.6 / 0.4),
      JS: (0.4 * Math.log(0.8) + 0.6 * Math.log(1.2) + 0.6 * Math.log(1.2) + 0.4 * Math.log(0.8)) / 2,
      LP: Math.sqrt(0.08),
      TVD: 0.2,
      KS: 0.2,
      // Group 0: 7 rows, 1 of 2 negative and 1 of 5 positive rows; group 1: 8 rows, 2 of 5 and 1 of 3.
      CDDL: (7 * (1 / 2 - 1 / 5) + 8 * (2 / 5 - 1 / 3)) / 15,
    });
    expectClose(posttrainingOf(KINDS), {
      DPPL: 0.5 - 0.4,
      DI: 0.4 / 0.5,
      DCA: 6 / 5 - 2 / 2,
      DCR: 3 / 3 - 4 / 5,
      SD: 2 / 3 - 3 / 4,
      RD: 4 / 6 - 1 / 2,
      DAR: 4 / 5 - 1 / 2,
      DRR: 2 / 3 - 3 / 5,
      AD: 7 / 10 - 3 / 5,
      TE: 1 / 1 - 2 / 1,
      // All of group 0 are predicted positive, all of group 1 negative.
      CDDPL: (7 * (0 - 2 / 7) + 8 * (3 / 8 - 0)) / 15,
      // Benefits 2, 0 and 1 of 2, 3 and 10 rows; their mean is 14/15.
      GE: (15 ** 2 / 14 ** 2) * (18 / 30) - 1 / 2,
    });
  });

  it('of groups and of predictions are only there where these are', () => {
    const { prediction, ...labels } = ungrouped;
    const found = measureBias(labels, { draws: 0 });
    expect(found.posttraining).toBeUndefined();
    expect(found.pretraining).not.toHaveProperty('CDDL');
    expect(measureBias({ ...labels, prediction }, { draws: 0 }).posttraining).not.toHaveProperty('CDDPL');
    expect(measureBias({ ...labels, group }, { draws: 0 }).pretraining).toHaveProperty('CDDL');
    expect(found.pretraining.DPL).toBeCloseTo(0.2, 12);
  });

  it('that compare sides are not defined where one is empty', () => {
    const advantagedOnly = KINDS.filter(([facet]) => facet === 0);
    const found = { ...pretrainingOf(advantagedOnly), ...posttrainingOf(advantagedOnly) };
    const defined = Object.keys(found).filter((name) => !Number.isNaN(found[name as keyof typeof found]));
    expect(defined).toEqual(['CDDL', 'GE', 'CDDPL']);
  });

  it('of distributions look at the labels that both sides have', () => {
    const found = pretrainingOf([
      [0, 1, 0, 0, 4],
      [1, 1, 0, 0, 1],
      [1, 0, 0, 0, 1],
    ]);
    expectClose(found, {
      ...{ CI: 1 / 3, DPL: 0.5, LP: 0.5, TVD: 0.25, KS: 0.5, KL: Math.log(2), CDDL: 1 - 1 / 5 },
      JS: (Math.log(4 / 3) + 0.5 * Math.log(2 / 3)) / 2,
    });
  });

  it('of distributions are not defined where the sides have no label in common', () => {
    const found = pretrainingOf([
      [0, 1, 0, 0, 4],
      [1, 0, 0, 0, 2],
    ]);
    expect([found.KL, found.JS, found.LP, found.TVD, found.KS]).toEqual(Array(5).fill(Number.NaN));
    expect(found.DPL).toBe(1);
  });

  it('take 0/0 for 0 and x/0 for infinite, and two infinite sides for equal', () => {
    const neverPredicted = posttrainingOf([
      [0, 1, 0, 0, 2],
      [0, 0, 0, 0, 2],
      [1, 1, 0, 0, 1],
      [1, 0, 0, 0, 1],
    ]);
    expect(neverPredicted).toMatchObject({ DPPL: 0, DI: 0, DCA: 0, TE: 0, DAR: 0, CDDPL: Number.NaN });
    const onlyDisadvantaged = posttrainingOf([
      [0, 1, 0, 0, 2],
      [0, 0, 0, 0, 2],
      [1, 1, 1, 0, 1],
      [1, 0, 0, 0, 1],
    ]);
    expect(onlyDisadvantaged).toMatchObject({ DI: Number.POSITIVE_INFINITY, TE: Number.NEGATIVE_INFINITY });
    expect(onlyDisadvantaged.DCA).toBe(Number.POSITIVE_INFINITY);
  });

  it('leave GE open where every prediction is a false negative', () => {
    expect(
      posttrainingOf([
        [0, 1, 0, 0, 2],
        [1, 1, 0, 0, 1],
      ]).GE,
    ).toBeNaN();
  });
});
