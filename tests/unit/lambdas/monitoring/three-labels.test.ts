import { describe, expect, it } from 'vitest';
import { categoricalSide, numericSide } from '../../../../lambdas/domain/monitoring/column.js';
import { decideQuality } from '../../../../lambdas/domain/monitoring/decide-quality.js';
import { type BaselineSides, judgeWindow } from '../../../../lambdas/domain/monitoring/judge-window.js';

const RULES = {
  minimumRows: 20,
  minimumLabelledRows: 20,
  psiThreshold: 0.2,
  distanceThreshold: 0.1,
  significance: 0.05,
  qualityDegradation: 0.1,
  minimumImportance: 0.05,
  violatedWindows: 1,
  windows: 1,
};
const TREES = ['ash', 'elm', 'oak'];
const loss = { name: 'error', mean: 0.1, standardDeviation: 0.3, rows: 1_000 } as const;

/** The baseline predicts each tree as often. */
const baseline: BaselineSides = {
  numeric: () => numericSide([]),
  categorical: () => categoricalSide(Array.from({ length: 300 }, (_, row) => TREES[row % 3] ?? '')),
  has: () => true,
};

/** 300 records, of which the first `wrong` predict the tree that comes after the true one. */
const judged = (wrong: number, predict = (at: number): string => TREES[at % 3] ?? '') => {
  const records = Array.from({ length: 300 }, (_, row) => ({
    id: `r${row}#0`,
    version: 1,
    prediction: predict(row < wrong ? row + 1 : row),
    probability: 0.9,
    values: [],
  }));
  const truth = new Map(records.map(({ id }, row) => [id, TREES[row % 3] ?? '']));
  const subject = { version: 1, task: 'classification', columns: [], labels: TREES, loss } as const;
  return judgeWindow(subject, baseline, records, truth, [], RULES);
};

describe('the traffic of a model of three labels', () => {
  it('is watched by its share of errors, and by the labels that it predicts', () => {
    const good = judged(30);
    expect(good.quality).toMatchObject({ verdict: 'ok', loss: { mean: 0.1 }, metrics: { accuracy: 0.9 } });
    expect(good.prediction).toMatchObject({ name: 'prediction', type: 'categorical' });
    expect(good.alarm).toBe(false);
  });

  it('raises the alarm when the errors rise by more than chance', () => {
    const bad = judged(90);
    expect(bad.quality).toMatchObject({ verdict: 'drop', loss: { mean: 0.3 } });
    expect(bad.quality.reason).toContain('mean error 0.3');
    expect(bad.alarm).toBe(true);
  });

  it('counts what is no label of the model as wrong', () => {
    const { quality } = judged(0, (at) => (at % 10 === 0 ? 'fir' : (TREES[at % 3] ?? '')));
    expect(quality.metrics.accuracy).toBeCloseTo(0.9, 12);
  });

  it('has no metrics of no labelled rows', () => {
    expect(decideQuality({ task: 'multiclass', classes: 3, rows: [] }, loss, RULES)).toMatchObject({
      verdict: 'insufficient-data',
      metrics: {},
    });
  });
});
