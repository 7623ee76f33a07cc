import { describe, expect, it } from 'vitest';
import { outcomesOf } from '../../../../lambdas/domain/bias/outcomes.js';

describe('the positive outcomes', () => {
  it('of two labels are the second one, predicted above 0.5', () => {
    const rows = [
      { actual: 1, score: 0.5 },
      { actual: 0, score: 0.51 },
    ];
    const found = outcomesOf(rows, { task: 'classification', labels: ['no', 'yes'] });
    expect([[...found.label], [...found.prediction]]).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('of a regression are those above the number of the policy', () => {
    const rows = [
      { actual: 10, score: 10.1 },
      { actual: 11, score: -3 },
    ];
    const found = outcomesOf(rows, { task: 'regression', positiveAbove: 10 });
    expect([[...found.label], [...found.prediction]]).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(() => outcomesOf(rows, { task: 'regression' })).toThrow('no gates.bias.positiveAbove');
  });

  it('of three labels are the one that the policy names, where it is the most probable', () => {
    const labels = [1, 2, 3];
    const rows = [
      { actual: 1, score: 0.5, probabilities: [0.3, 0.5, 0.2] },
      { actual: 2, score: 0.4, probabilities: [0.4, 0.4, 0.2] },
      { actual: 1, score: 0.6, probabilities: [0.1, 0.3, 0.6] },
    ];
    const found = outcomesOf(rows, { task: 'classification', labels, positiveLabel: '2.0' });
    expect([[...found.label], [...found.prediction]]).toEqual([
      [1, 0, 1],
      [1, 0, 0],
    ]);
    const asked = { task: 'classification', labels } as const;
    expect(() => outcomesOf(rows, asked)).toThrow(
      'the policy has no dataset.positiveLabel: expected the one of 1, 2, 3',
    );
    expect(() => outcomesOf(rows, { ...asked, positiveLabel: 'x' })).toThrow(
      `the policy's dataset.positiveLabel is "x"`,
    );
  });
});
