import { calibrationBins, expectedCalibrationError } from './calibration.js';
import { type Confusion, confusionOf } from './confusion.js';
import { binaryLabelMetrics } from './label-metrics.js';
import { areaUnderRoc, averagePrecision, type Ranked, rankedBy } from './ranking.js';
import { binaryLosses, meanOf } from './row-losses.js';
import type { ScoredColumns } from './scored-columns.js';

/** Decided at a probability above 0.5. */
export function binaryConfusion({ rows, actual, scores }: ScoredColumns): Confusion {
  const decided = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) decided[row] = (scores[row] as number) > 0.5 ? 1 : 0;
  return confusionOf(actual, decided, 2);
}

export const rankedColumns = ({ actual, scores }: ScoredColumns): Ranked =>
  rankedBy((row) => actual[row] === 1, scores);

/**
 * Metrics of a binary classification by scikit-learn's names and definitions; `ece` is that of the positive label's
 * probability. Without `roc_auc` where a label does not occur, and without `average_precision` where the positive does not.
 */
export function binaryMetrics(columns: ScoredColumns): Record<string, number> {
  const losses = binaryLosses(columns);
  const ranked = rankedColumns(columns);
  const { positives, negatives } = ranked;
  return {
    ...binaryLabelMetrics(binaryConfusion(columns)),
    log_loss: meanOf(losses.logLoss),
    brier: meanOf(losses.brier),
    ...(positives.length > 0 && negatives.length > 0 ? { roc_auc: areaUnderRoc(ranked) } : {}),
    ...(positives.length > 0 ? { average_precision: averagePrecision(ranked) } : {}),
    ece: expectedCalibrationError(calibrationBins(columns.scores, columns.actual)),
  };
}
