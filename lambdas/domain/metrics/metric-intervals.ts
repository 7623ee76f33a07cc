import type { Task } from '../signature.js';
import { bootstrapCountIntervals, type Interval } from '../statistics/bootstrap.js';
import { bootstrapMeanIntervals } from '../statistics/bootstrap-means.js';
import { wilsonInterval } from '../statistics/wilson.js';
import { binaryConfusion, rankedColumns } from './binary-metrics.js';
import type { Confusion } from './confusion.js';
import { delongInterval } from './delong.js';
import { binaryLabelMetrics, multiclassLabelMetrics } from './label-metrics.js';
import { macroAreaInterval } from './macro-area.js';
import { multiclassConfusion } from './multiclass-metrics.js';
import { regressionTerms } from './regression-metrics.js';
import { binaryLosses, multiclassLosses } from './row-losses.js';
import {
  type ClassColumns,
  classColumns,
  type ScoredColumns,
  type ScoredRow,
  scoredColumns,
} from './scored-columns.js';

export type MetricInterval = Interval & { readonly method: 'wilson' | 'delong' | 'bootstrap' };
type Intervals = Readonly<Record<string, MetricInterval>>;

/**
 * 95 % intervals of the metrics: Wilson's of shares of rows, DeLong's of areas under the ROC curve, else percentiles of
 * 2,000 seeded draws. Without one: metrics that single rows decide (`max_error`, `median_absolute_error`), those whose draws
 * are biased (`ece`: resampled rows are always worse calibrated), and `average_precision`.
 */
export function metricIntervals(task: Task, rows: readonly ScoredRow[], seed: number): Intervals {
  if (rows.length === 0) return {};
  if (task === 'regression') return regressionIntervals(scoredColumns(rows), seed);
  const classes = classColumns(rows);
  return classes === undefined ? binaryIntervals(scoredColumns(rows), seed) : multiclassIntervals(classes, seed);
}

function binaryIntervals(columns: ScoredColumns, seed: number): Intervals {
  const confusion = binaryConfusion(columns);
  const [trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0] = confusion.counts;
  return {
    ...by('bootstrap', decidedIntervals(confusion, binaryLabelMetrics, seed)),
    ...by('wilson', {
      accuracy: wilsonInterval(truePositives + trueNegatives, columns.rows),
      precision: wilsonInterval(truePositives, truePositives + falsePositives),
      recall: wilsonInterval(truePositives, truePositives + falseNegatives),
      specificity: wilsonInterval(trueNegatives, trueNegatives + falsePositives),
    }),
    ...lossIntervals(binaryLosses(columns), seed),
    ...by('delong', { roc_auc: delongInterval(rankedColumns(columns)) }),
  };
}

function multiclassIntervals(columns: ClassColumns, seed: number): Intervals {
  const confusion = multiclassConfusion(columns);
  const right = confusion.counts.filter((_, cell) => cell % (confusion.classes + 1) === 0);
  const hits = right.reduce((sum, count) => sum + count, 0);
  return {
    ...by('bootstrap', decidedIntervals(confusion, multiclassLabelMetrics, seed)),
    ...by('wilson', { accuracy: wilsonInterval(hits, columns.rows) }),
    ...lossIntervals(multiclassLosses(columns), seed),
    ...by('delong', { roc_auc_ovr: macroAreaInterval(columns) }),
  };
}

/** Resampled rows only matter by the cells that they fall into. */
const decidedIntervals = (
  { classes, counts }: Confusion,
  metrics: (confusion: Confusion) => Readonly<Record<string, number>>,
  seed: number,
): Readonly<Record<string, Interval>> =>
  bootstrapCountIntervals(counts, (drawn) => metrics({ classes, counts: drawn }), { seed });

const lossIntervals = (
  losses: { readonly brier: Float64Array; readonly logLoss: Float64Array },
  seed: number,
): Intervals =>
  by(
    'bootstrap',
    bootstrapMeanIntervals(
      [losses.logLoss, losses.brier],
      ([logLoss = Number.NaN, brier = Number.NaN]) => ({ log_loss: logLoss, brier }),
      { seed },
    ),
  );

function regressionIntervals(columns: ScoredColumns, seed: number): Intervals {
  const { error, absolute, squared, percentage, target, spread } = regressionTerms(columns);
  const found = bootstrapMeanIntervals(
    [error, absolute, squared, percentage, target, spread],
    ([bias = 0, mae = 0, mse = 0, mape = 0, shift = 0, square = 0]) => {
      const variance = square - shift * shift;
      // Draws of one row alone have no spread.
      const explained = (left: number): number => (variance > 0 ? 1 - left / variance : Number.NaN);
      return {
        mae,
        rmse: Math.sqrt(mse),
        mape,
        bias,
        r2: explained(mse),
        explained_variance: explained(Math.max(mse - bias * bias, 0)),
      };
    },
    { seed },
  );
  return by('bootstrap', found);
}

function by(method: MetricInterval['method'], intervals: Readonly<Record<string, Interval | undefined>>): Intervals {
  return Object.fromEntries(
    Object.entries(intervals).flatMap(([name, interval]) =>
      interval === undefined ? [] : [[name, { ...interval, method }] as const],
    ),
  );
}
