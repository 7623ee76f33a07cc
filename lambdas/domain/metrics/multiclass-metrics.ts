import { type CalibrationBin, calibrationBins, expectedCalibrationError } from './calibration.js';
import { type Confusion, confusionOf } from './confusion.js';
import { multiclassLabelMetrics } from './label-metrics.js';
import { areaUnderRoc, type Ranked, rankedBy } from './ranking.js';
import { meanOf, multiclassLosses } from './row-losses.js';
import type { ClassColumns } from './scored-columns.js';

export const multiclassConfusion = ({ actual, predicted, classes }: ClassColumns): Confusion =>
  confusionOf(actual, predicted, classes);

/** Of the most probable label: how sure the model was of it, and whether it was right (Guo et al. 2017). */
export function topLabelBins({
  rows,
  actual,
  predicted,
  classes,
  probabilities,
}: ClassColumns): readonly CalibrationBin[] {
  const [confidence, right] = [new Float64Array(rows), new Uint8Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    confidence[row] = probabilities[row * classes + (predicted[row] as number)] as number;
    right[row] = predicted[row] === actual[row] ? 1 : 0;
  }
  return calibrationBins(confidence, right);
}

/** A label's probabilities, its own rows against all others. */
export function rankedLabel({ rows, actual, classes, probabilities }: ClassColumns, label: number): Ranked {
  const scores = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) scores[row] = probabilities[row * classes + label] as number;
  return rankedBy((row) => actual[row] === label, scores);
}

/**
 * Metrics of three or more labels by scikit-learn's names and definitions: the Brier score is the sum over the labels,
 * `roc_auc_ovr` the plain mean of each label against the rest (there where every label occurs), and `ece` that of the most
 * probable label.
 */
export function multiclassMetrics(columns: ClassColumns): Record<string, number> {
  const losses = multiclassLosses(columns);
  let areas = 0;
  for (let label = 0; label < columns.classes && !Number.isNaN(areas); label += 1) {
    areas += areaUnderRoc(rankedLabel(columns, label));
  }
  return {
    ...multiclassLabelMetrics(multiclassConfusion(columns)),
    log_loss: meanOf(losses.logLoss),
    brier: meanOf(losses.brier),
    ...(Number.isNaN(areas) ? {} : { roc_auc_ovr: areas / columns.classes }),
    ece: expectedCalibrationError(topLabelBins(columns)),
  };
}
