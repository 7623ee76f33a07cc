import { describe, expect, it } from 'vitest';
import type { CategoricalValues, NumericValues } from '../../../../lambdas/domain/columns/column-values.js';
import { decideQuality } from '../../../../lambdas/domain/monitoring/decide-quality.js';
import { judgeWindow } from '../../../../lambdas/domain/monitoring/judge-window.js';
import { LabelJoin } from '../../../../lambdas/domain/monitoring/label-join.js';
import { scoresOf, spellLabels } from '../../../../lambdas/domain/monitoring/predictions.js';
import {
  categoricalReference,
  emptyWindow,
  numericReference,
} from '../../../../lambdas/domain/monitoring/reference.js';
import { ScoredIds } from '../../../../lambdas/domain/monitoring/scored-ids.js';

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
const ROWS = 300;
const TREES = ['ash', 'elm', 'oak'];
const loss = { name: 'error', mean: 0.1, standardDeviation: 0.3, rows: 1_000 } as const;
const subject = { version: 1, task: 'classification', columns: [], labels: TREES, loss } as const;

const texts = (read: (row: number) => string): CategoricalValues => {
  const rows = Array.from({ length: ROWS }, (_, row) => read(row));
  const distinct = [...new Set(rows)];
  return { kind: 'categorical', codes: Int32Array.from(rows, (text) => distinct.indexOf(text)), texts: distinct };
};
const probability: NumericValues = {
  kind: 'numeric',
  values: new Float64Array(ROWS).fill(0.9),
  marks: new Uint8Array(ROWS),
};

/** The baseline predicts each tree as often. */
const reference = {
  rows: ROWS,
  columns: [],
  prediction: categoricalReference([texts((row) => TREES[row % 3] ?? '')]),
  probability: numericReference([probability]),
};

/** 300 records, of which the first `wrong` predict the tree that comes after the true one. */
const judged = (wrong: number, predict = (at: number): string => TREES[at % 3] ?? '') => {
  const prediction = spellLabels(
    subject,
    texts((row) => predict(row < wrong ? row + 1 : row)),
  );
  const window = emptyWindow(reference);
  window.add({ rows: ROWS, columns: [] });
  window.addOwn({ rows: ROWS, prediction, probability });
  const ids = new ScoredIds();
  for (const [row, score] of scoresOf(subject, prediction, probability).entries()) ids.push(0, row, score);
  const join = new LabelJoin(subject, ids);
  for (let row = 0; row < ROWS; row++) join.take(0, row, TREES[row % 3] ?? '', 0);
  return judgeWindow(subject, reference, window, join.labelled(), [], RULES);
};

describe('the traffic of a model of three labels', () => {
  it('is watched by its share of errors, and by the labels that it predicts', () => {
    const good = judged(30);
    expect(good.quality).toMatchObject({
      verdict: 'ok',
      loss: { mean: expect.closeTo(0.1, 12) },
      metrics: { accuracy: 0.9 },
    });
    expect(good.prediction?.decision).toMatchObject({ name: 'prediction', type: 'categorical', verdict: 'ok' });
    expect(good.alarm).toBe(false);
  });

  it('tells how sure its accuracy is, by Wilson', () => {
    const { accuracy } = judged(30).quality.intervals;
    // Wilson's formula of 270 in 300 at z = 1.959963984540054, in Python.
    expect(accuracy?.method).toBe('wilson');
    expect(accuracy?.lower).toBeCloseTo(0.8608335376153785, 12);
    expect(accuracy?.upper).toBeCloseTo(0.9290520854049847, 12);
  });

  it('raises the alarm when the errors rise by more than chance', () => {
    const bad = judged(90);
    expect(bad.quality).toMatchObject({ verdict: 'drop', loss: { mean: expect.closeTo(0.3, 12) } });
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
      intervals: {},
    });
  });
});
