import { headlineMetrics, rowLosses, type ScoredRow } from '../gates/metrics.js';
import { type Confusion, confusionOf } from '../metrics/confusion.js';
import { multiclassLabelMetrics } from '../metrics/label-metrics.js';
import { type MetricInterval, metricIntervals } from '../metrics/metric-intervals.js';
import { bootstrapCountIntervals } from '../statistics/bootstrap.js';
import { moments } from '../statistics/moments.js';
import { studentQuantile } from '../statistics/student-t.js';
import { welchGreater } from '../statistics/welch.js';
import { wilsonInterval } from '../statistics/wilson.js';
import { describeNumber, describePValue, describeShare } from './words.js';

/** What a model lost on its evaluation set; the standard deviation is of a row. */
export interface LossBaseline {
  readonly name: 'brier' | 'absolute_error' | 'error';
  readonly mean: number;
  readonly standardDeviation: number;
  readonly rows: number;
}

export interface QualityRules {
  readonly minimumLabelledRows: number;
  /** Relative rise of the mean loss that counts as a drop of quality. */
  readonly qualityDegradation: number;
  readonly significance: number;
}

/**
 * Predictions with the truth that came for them. Of three or more labels the traffic only tells which one was predicted:
 * the score is its index, -1 for no label of the model, and a row loses 1 when it is wrong.
 */
export type Labelled =
  | { readonly task: 'classification' | 'regression'; readonly rows: readonly ScoredRow[] }
  | { readonly task: 'multiclass'; readonly classes: number; readonly rows: readonly ScoredRow[] };

export interface LossInterval {
  readonly mean: number;
  /** Bounds of the mean at 95 %, two-sided. */
  readonly low: number;
  readonly high: number;
}

export interface QualityDecision {
  readonly verdict: 'ok' | 'drop' | 'insufficient-data' | 'not-comparable';
  readonly reason: string;
  readonly loss: LossInterval | null;
  /** One-sided, of the mean loss being no greater than the evaluation's. */
  readonly pValue: number | null;
  /** Of the labelled rows: those that the gates look at. */
  readonly metrics: Readonly<Record<string, number>>;
  /** At 95 %, of the metrics that have one. */
  readonly intervals: Readonly<Record<string, MetricInterval>>;
}

/** Of the draws behind intervals: the same rows always tell the same. */
const SEED = 1;

/**
 * Compares the mean loss of the labelled rows with the evaluation's: a drop when it is greater by the share asked for,
 * and Welch's one-sided test says that the rise is no chance.
 */
export function decideQuality(labelled: Labelled, baseline: LossBaseline | null, rules: QualityRules): QualityDecision {
  const losses = Float64Array.from(lossesOf(labelled));
  const count = losses.length;
  const { mean, standardDeviation: population } = moments(losses);
  const told = { metrics: metricsOf(labelled), intervals: intervalsOf(labelled) };
  if (baseline === null) {
    const reason = 'the baseline carries no evaluation to compare with';
    return { verdict: 'not-comparable', reason, loss: count > 1 ? lossInterval(losses) : null, pValue: null, ...told };
  }
  if (count < rules.minimumLabelledRows) {
    const reason = `${count} labelled rows; at least ${rules.minimumLabelledRows} decide`;
    return {
      verdict: 'insufficient-data',
      reason,
      loss: count > 1 ? lossInterval(losses) : null,
      pValue: null,
      ...told,
    };
  }
  const current = { mean, standardDeviation: population * Math.sqrt(count / Math.max(count - 1, 1)), count };
  const { pValue } = welchGreater(current, { ...baseline, count: baseline.rows });
  const rise = baseline.mean === 0 ? (mean > 0 ? Number.POSITIVE_INFINITY : 0) : mean / baseline.mean - 1;
  const name = LOSSES[baseline.name];
  const change = rise >= 0 ? `${describeShare(rise)} above` : `${describeShare(-rise)} below`;
  const numbers = `mean ${name} ${describeNumber(mean)} of ${count} labelled rows, ${change} the ${describeNumber(baseline.mean)} of the evaluation (p ${describePValue(pValue)})`;
  const drop = rise > rules.qualityDegradation && pValue < rules.significance;
  return { verdict: drop ? 'drop' : 'ok', reason: numbers, loss: lossInterval(losses), pValue, ...told };
}

const LOSSES = { brier: 'Brier score', absolute_error: 'absolute error', error: 'error' } as const;

const lossesOf = (labelled: Labelled): readonly number[] =>
  labelled.task === 'multiclass'
    ? labelled.rows.map(({ actual, score }) => Number(actual !== score))
    : rowLosses(labelled.task, labelled.rows);

function metricsOf(labelled: Labelled): Readonly<Record<string, number>> {
  if (labelled.task !== 'multiclass') return headlineMetrics(labelled.task, labelled.rows);
  return labelled.rows.length === 0 ? {} : multiclassLabelMetrics(labelConfusion(labelled));
}

function intervalsOf(labelled: Labelled): QualityDecision['intervals'] {
  if (labelled.task !== 'multiclass') return metricIntervals(labelled.task, labelled.rows, SEED);
  if (labelled.rows.length === 0) return {};
  const { classes, counts } = labelConfusion(labelled);
  const drawn = bootstrapCountIntervals(counts, (cells) => multiclassLabelMetrics({ classes, counts: cells }), {
    seed: SEED,
  });
  const right = labelled.rows.filter(({ actual, score }) => actual === score).length;
  const accuracy = wilsonInterval(right, labelled.rows.length);
  return {
    ...Object.fromEntries(
      Object.entries(drawn).map(([name, interval]) => [name, { ...interval, method: 'bootstrap' as const }]),
    ),
    ...(accuracy === undefined ? {} : { accuracy: { ...accuracy, method: 'wilson' as const } }),
  };
}

function labelConfusion({ rows, classes }: Extract<Labelled, { task: 'multiclass' }>): Confusion {
  // What is no label of the model is a class of its own, which never occurs.
  const predicted = rows.map(({ score }) => (score < 0 ? classes : score));
  const actual = rows.map((row) => row.actual);
  return confusionOf(actual, predicted, classes + 1);
}

function lossInterval(losses: Float64Array): LossInterval {
  const { mean, standardDeviation, count } = moments(losses);
  const error = standardDeviation / Math.sqrt(Math.max(count - 1, 1));
  const half = studentQuantile(0.025, Math.max(count - 1, 1)) * error;
  return { mean, low: Math.max(0, mean - half), high: mean + half };
}
