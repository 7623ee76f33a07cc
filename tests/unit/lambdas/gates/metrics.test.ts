import { describe, expect, it } from 'vitest';
import { headlineMetrics, rowLosses } from '../../../../lambdas/domain/gates/metrics.js';
import { upperBoundOfMean } from '../../../../lambdas/domain/gates/paired-bootstrap.js';

const rows = (actual: readonly number[], scores: readonly number[]) =>
  actual.map((value, index) => ({ actual: value, score: scores[index] ?? Number.NaN }));

describe('metrics on the evaluation set', () => {
  it('are those of scikit-learn 1.9 for a classification with ties and a score at the threshold', () => {
    const actual = [0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0];
    const found = headlineMetrics(
      'classification',
      rows(actual, [0.1, 0.8, 0.35, 0.4, 0.9, 0.55, 0.5, 0.62, 0.2, 0.4, 0.4, 0.05]),
    );
    // sklearn.metrics: accuracy_score, precision_score, recall_score, f1_score, log_loss, roc_auc_score; brier by numpy.
    expect(found.accuracy).toBeCloseTo(0.6666666666666666, 12);
    expect(found.precision).toBeCloseTo(0.75, 12);
    expect(found.recall).toBeCloseTo(0.5, 12);
    expect(found.f1).toBeCloseTo(0.6, 12);
    expect(found.log_loss).toBeCloseTo(0.47214635082976275, 12);
    expect(found.brier).toBeCloseTo(0.15849166666666667, 12);
    expect(found.roc_auc).toBeCloseTo(0.8333333333333333, 12);
  });

  it('count a certain answer that is wrong as far from certain as scikit-learn does', () => {
    // sklearn.metrics.log_loss of 1.7: -log(numpy.finfo(float64).eps), and next to nothing of what is right.
    expect(headlineMetrics('classification', rows([0], [1])).log_loss).toBeCloseTo(36.04365338911715, 12);
    expect(headlineMetrics('classification', rows([1], [0])).log_loss).toBeCloseTo(36.04365338911715, 12);
    expect(headlineMetrics('classification', rows([1, 0], [1, 0])).log_loss).toBeCloseTo(0, 12);
  });

  it('are those of scikit-learn 1.9 for a regression', () => {
    const found = headlineMetrics('regression', rows([3, -0.5, 2, 7, 4.2], [2.5, 0, 2.1, 7.8, 4]));
    // sklearn.metrics: mean_absolute_error, mean_squared_error, r2_score.
    expect(found.mae).toBeCloseTo(0.42000000000000004, 12);
    expect(found.rmse).toBeCloseTo(0.48785243670601863, 12);
    expect(found.bias).toBeCloseTo(0.14, 12);
    expect(found.r2).toBeCloseTo(0.9611009414225942, 12);
  });

  it('leave out what the rows do not allow', () => {
    expect(headlineMetrics('classification', rows([1, 1], [0.2, 0.4]))).not.toHaveProperty('roc_auc');
    expect(headlineMetrics('classification', rows([0, 0], [0.2, 0.4]))).not.toHaveProperty('average_precision');
    expect(headlineMetrics('regression', rows([2], [2]))).not.toHaveProperty('r2');
    expect(headlineMetrics('regression', [])).toEqual({});
  });

  it('of one target value have an r2 of 1 for what is right, and else 0, as scikit-learn does', () => {
    expect(headlineMetrics('regression', rows([2, 2], [2, 3]))).toMatchObject({ r2: 0, explained_variance: 0 });
    expect(headlineMetrics('regression', rows([2, 2], [2, 2]))).toMatchObject({ r2: 1, explained_variance: 1 });
    expect(headlineMetrics('regression', rows([2, 2], [3, 3]))).toMatchObject({ r2: 0, explained_variance: 1 });
  });

  it('refuse what is no finite number', () => {
    expect(() => headlineMetrics('classification', rows([1, 0], [0.5, Number.NaN]))).toThrow('row 1 has the score NaN');
    expect(() => headlineMetrics('regression', rows([Number.POSITIVE_INFINITY], [1]))).toThrow('the target Infinity');
    const uneven = [
      { actual: 2, score: 0.5, probabilities: [0.2, 0.3, 0.5] },
      { actual: 0, score: 0.6, probabilities: [0.6, 0.4] },
    ];
    expect(() => headlineMetrics('classification', uneven)).toThrow(
      'row 1 has label 0 and 2 probabilities, expected 3',
    );
  });

  it('have an f1 of 0 when nothing is and nothing was called positive', () => {
    expect(headlineMetrics('classification', rows([0, 0], [0.1, 0.2])).f1).toBe(0);
  });

  it('rest on a loss a row: Brier or absolute error', () => {
    expect(rowLosses('classification', rows([1, 0], [0.5, 1]))).toEqual([0.25, 1]);
    expect(rowLosses('regression', rows([1, 0], [3, -1]))).toEqual([2, 1]);
  });
});

describe('the upper bound of a mean difference', () => {
  const sample = [
    23, -3, 74, 20, -44, 46, 140, 105, -60, -117, -52, 14, -223, -12, -115, -63, -44, -22, 51, 114, -3, 147, -57, 45,
    100, 19, -64, -82, -36, 32, -91, -11, -6, 64, 31, 46, -55, -3, 88, 159, -116, 161, 145, 88, 36, -21, 156, 206, 190,
    142, 46, -111, 10, 76, -119, 50, 53, 80, -108, -56,
  ].map((value) => value / 1000);

  it('is the one of scipy 1.17, stats.bootstrap by percentile with 20,000 draws, but for the noise of drawing', () => {
    expect(upperBoundOfMean(sample, { draws: 2_000, seed: 7 })).toBeCloseTo(0.03711666666666666, 2);
  });

  it('is the same for the same seed, and near for another', () => {
    const draw = (seed: number) => upperBoundOfMean(sample, { draws: 2_000, seed });
    expect(draw(1)).toBe(draw(1));
    expect(draw(2)).not.toBe(draw(1));
    expect(Math.abs(draw(2) - draw(1))).toBeLessThan(0.003);
  });

  it('covers the true mean in about 95 of 100 samples', () => {
    let state = 12345;
    const random = () => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return state / 2 ** 31;
    };
    const covered = Array.from({ length: 200 }, (_, seed) => {
      const values = Array.from({ length: 80 }, () => random() ** 2);
      return upperBoundOfMean(values, { draws: 500, seed }) >= 1 / 3;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThan(177);
    expect(covered).toBeLessThan(199);
  });

  it('goes over to the normal bound for many rows without a step', () => {
    const many = Array.from({ length: 20_001 }, (_, index) => Math.sin(index));
    const drawn = upperBoundOfMean(many.slice(1), { draws: 400, seed: 1 });
    expect(upperBoundOfMean(many, { draws: 400, seed: 1 })).toBeCloseTo(drawn, 2);
  });

  it('of a constant is the constant', () => {
    expect(upperBoundOfMean([0.5, 0.5, 0.5], { draws: 100, seed: 1 })).toBe(0.5);
  });
});
