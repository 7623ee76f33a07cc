import { binaryMetrics } from '../metrics/binary-metrics.js';
import { multiclassMetrics } from '../metrics/multiclass-metrics.js';
import { regressionMetrics } from '../metrics/regression-metrics.js';
import { classColumns, type ScoredRow, scoredColumns } from '../metrics/scored-columns.js';
import type { Prediction, Task } from '../signature.js';

export type { ScoredRow } from '../metrics/scored-columns.js';

/** The loss of each row: Brier, (probability - actual)² (summed over three or more labels), or the absolute error. */
export const rowLosses = (task: Task, rows: readonly ScoredRow[]): number[] =>
  rows.map(({ actual, score, probabilities }) => {
    if (task === 'regression') return Math.abs(score - actual);
    if (probabilities === undefined) return (score - actual) ** 2;
    return probabilities.reduce((sum, value, label) => sum + (value - (label === actual ? 1 : 0)) ** 2, 0);
  });

/**
 * The losses of two models on the same rows, on one scale. Their labels may differ: a label that one of them lacks has the
 * probability 0 there. Beside the sum over three or more labels, the Brier score of two counts both: twice (probability -
 * actual)².
 */
export function comparedLosses(
  task: Task,
  first: readonly ScoredRow[],
  second: readonly ScoredRow[],
): readonly [readonly number[], readonly number[]] {
  const isBinary = (rows: readonly ScoredRow[]): boolean => rows.every((row) => row.probabilities === undefined);
  const mixed = task === 'classification' && isBinary(first) !== isBinary(second);
  const lossesOf = (rows: readonly ScoredRow[]): readonly number[] =>
    mixed && isBinary(rows) ? rowLosses(task, rows).map((loss) => 2 * loss) : rowLosses(task, rows);
  return [lossesOf(first), lossesOf(second)];
}

/** Whether each row of a classification was decided right: of two labels by a probability above 0.5, of more the largest. */
export const rowsRight = (rows: readonly ScoredRow[]): boolean[] =>
  rows.map(({ actual, score, probabilities }) =>
    probabilities === undefined
      ? Number(score > 0.5) === actual
      : probabilities.indexOf(Math.max(...probabilities)) === actual,
  );

/** The number that losses and metrics look at, or undefined when the prediction has none. */
export function scoreOf(task: Task, prediction: Prediction): number | undefined {
  const score = task === 'classification' ? prediction.probability : prediction.prediction;
  return typeof score === 'number' && Number.isFinite(score) ? score : undefined;
}

/** Probabilities that are float32 are off by this at most; sums of many of them by a thousandth. */
const [SLACK, SUM_SLACK] = [1e-6, 1e-3];

/** What keeps a classification's scores from being probabilities: metrics of such numbers would mean nothing. */
export function probabilityProblem({
  score,
  probabilities = [score],
}: Pick<ScoredRow, 'score' | 'probabilities'>): string | undefined {
  const foreign = probabilities.find((value) => !(value >= -SLACK && value <= 1 + SLACK));
  if (foreign !== undefined) return `the probability ${foreign}, expected 0 to 1`;
  const sum = probabilities.reduce((total, value) => total + value, 0);
  const whole = probabilities.length === 1 || Math.abs(sum - 1) <= SUM_SLACK;
  return whole ? undefined : `probabilities that add up to ${sum}, expected 1`;
}

/**
 * Metrics that the rows allow, by the names and definitions of scikit-learn: binary (decided at a probability above 0.5),
 * multiclass where the rows have the probabilities of labels (decided for the most probable), or regression. Those that
 * are not defined are left out. Throws InvalidInput for a score or a target that is no finite number.
 */
export function headlineMetrics(task: Task, rows: readonly ScoredRow[]): Record<string, number> {
  if (rows.length === 0) return {};
  if (task === 'regression') return regressionMetrics(scoredColumns(rows));
  const classes = classColumns(rows);
  return classes === undefined ? binaryMetrics(scoredColumns(rows)) : multiclassMetrics(classes);
}
