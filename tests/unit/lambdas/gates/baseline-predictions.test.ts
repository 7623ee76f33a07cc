import { describe, expect, it } from 'vitest';
import { baselinePredictionProblems, baselineRows } from '../../../../lambdas/domain/gates/baseline-predictions.js';
import type { Task } from '../../../../lambdas/domain/signature.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';

const random = seededRandom(5);
const own = Array.from({ length: 200 }, () => ({ prediction: 10 + 4 * random() }));
const problemsOf = (told: readonly (number | string)[], task: Task = 'regression', said: typeof own | Labels = own) =>
  baselinePredictionProblems({
    task,
    baseline: { columns: ['x', 'prediction'], rows: told.map((value) => ['1', String(value)]) },
    positions: told.map((_, position) => position),
    own: said,
    targets: [8, 10, 12, 14, 16],
  });
type Labels = readonly { prediction: string }[];
const labels = (positive: number): Labels =>
  Array.from({ length: 200 }, (_, row) => ({ prediction: row < positive ? 'yes' : 'no' }));

describe('the predictions of a baseline', () => {
  it.each<[string, (value: number) => number]>([
    ['the same', (value) => value],
    ['of models that saw fewer rows', (value) => value + 2 * (random() - 0.5)],
    ['of models that fit worse, near their mean', (value) => 12 + (value - 12) / 10],
  ])('may be %s', (_, change) => {
    expect(problemsOf(own.map(({ prediction }) => change(prediction)))).toEqual([]);
  });

  it.each<[string, (value: number) => number]>([
    ['one number far away', () => 1e6],
    ['another scale', (value) => value * 10],
    ['spread so far that no drift shows', (value) => (value - 12) * 100],
    ['no number', () => Number.NaN],
  ])('are refused when they are %s', (_, change) => {
    expect(problemsOf(own.map(({ prediction }) => change(prediction)))).toEqual([expect.stringMatching(/baseline/)]);
  });

  it('have labels about as often as the model gives them', () => {
    const told = (positive: number) => labels(positive).map(({ prediction }) => prediction);
    expect(problemsOf(told(40), 'classification', labels(60))).toEqual([]);
    expect(problemsOf(told(200), 'classification', labels(60))).toEqual([
      'the baseline predicts "yes" in 1 of its rows, the model in 0.3',
    ]);
  });

  it('are looked at in rows that the model can take, 2,000 at most', () => {
    const inputs = [{ name: 'x', type: 'double', required: true }] as const;
    const rows = Array.from({ length: 5_000 }, (_, row) => [row % 2 === 0 ? '' : String(row)]);
    const taken = baselineRows({ columns: ['x'], rows }, inputs, 1);
    expect(taken.rows.length).toBeGreaterThan(800);
    expect(taken.rows.length).toBeLessThan(1_200);
    expect(taken.rows[0]).toEqual({ x: taken.positions[0] });
    expect(taken).toEqual(baselineRows({ columns: ['x'], rows }, inputs, 1));
  });
});
