import type { Prediction, Task } from '../signature.js';

/** A labelled row with what a model says of it. Classification: `actual` is 1 for the positive label, else 0. */
export interface ScoredRow {
  readonly actual: number;
  /** Classification: probability of the positive label. Regression: the prediction. */
  readonly score: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The loss of each row: Brier, (probability - actual)^2, or the absolute error. */
export const rowLosses = (task: Task, rows: readonly ScoredRow[]): number[] =>
  rows.map(({ actual, score }) => (task === 'classification' ? (score - actual) ** 2 : Math.abs(score - actual)));

/** The number that losses and metrics look at, or undefined when the prediction has none. */
export function scoreOf(task: Task, prediction: Prediction): number | undefined {
  const score = task === 'classification' ? prediction.probability : prediction.prediction;
  return typeof score === 'number' && Number.isFinite(score) ? score : undefined;
}

/**
 * Metrics that the rows allow, as scikit-learn defines them: accuracy, precision, recall and f1 at a probability above
 * 0.5 (0 for a quotient of nothing), log_loss (of probabilities at least 1e-15 from 0 and 1), brier, and roc_auc where
 * both labels occur; or mae, rmse, bias (the mean of prediction less actual), and r2 where the actual values differ.
 */
export function headlineMetrics(task: Task, rows: readonly ScoredRow[]): Record<string, number> {
  if (rows.length === 0) return {};
  return task === 'classification' ? classificationMetrics(rows) : regressionMetrics(rows);
}

function classificationMetrics(rows: readonly ScoredRow[]): Record<string, number> {
  const decided = rows.map(({ score }) => (score > 0.5 ? 1 : 0));
  const count = (predicted: number, actual: number): number =>
    rows.filter((row, index) => decided[index] === predicted && row.actual === actual).length;
  const [hits, falseAlarms, misses] = [count(1, 1), count(1, 0), count(0, 1)];
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const clip = (p: number): number => Math.min(1 - 1e-15, Math.max(1e-15, p));
  const found = {
    accuracy: (hits + count(0, 0)) / rows.length,
    precision: share(hits, hits + falseAlarms),
    recall: share(hits, hits + misses),
    f1: share(2 * hits, 2 * hits + falseAlarms + misses),
    log_loss: mean(rows.map(({ actual, score }) => -Math.log(actual === 1 ? clip(score) : 1 - clip(score)))),
    brier: mean(rowLosses('classification', rows)),
  };
  const positives = rows.filter((row) => row.actual === 1).length;
  if (positives === 0 || positives === rows.length) return found;
  return { ...found, roc_auc: areaUnderRoc(rows, positives) };
}

/** Mann and Whitney's U of the positives' scores over the number of pairs; ties count half. */
function areaUnderRoc(rows: readonly ScoredRow[], positives: number): number {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    const rank = (start + 1 + end) / 2;
    rankSum += rank * sorted.slice(start, end).filter((row) => row.actual === 1).length;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (rows.length - positives));
}

function regressionMetrics(rows: readonly ScoredRow[]): Record<string, number> {
  const squared = rows.map(({ actual, score }) => (score - actual) ** 2);
  const centre = mean(rows.map((row) => row.actual));
  const spread = rows.reduce((sum, { actual }) => sum + (actual - centre) ** 2, 0);
  const found = {
    mae: mean(rowLosses('regression', rows)),
    rmse: Math.sqrt(mean(squared)),
    bias: mean(rows.map(({ actual, score }) => score - actual)),
  };
  const constant = spread === 0 || rows.every(({ actual }) => actual === rows[0]?.actual);
  return constant ? found : { ...found, r2: 1 - (mean(squared) * rows.length) / spread };
}
