import type { ClassColumns, ScoredColumns } from './scored-columns.js';

/** Probabilities count as this far from 0 and from 1 at least, so that a logarithm stays finite: as scikit-learn has it. */
const CLIP = Number.EPSILON;
const clip = (probability: number): number => Math.min(1 - CLIP, Math.max(CLIP, probability));

/** Losses of each row: (probability - actual)², and -log of the probability of what came true. */
export function binaryLosses({ rows, actual, scores }: ScoredColumns) {
  const [brier, logLoss] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    const [label, score] = [actual[row] as number, scores[row] as number];
    brier[row] = (score - label) ** 2;
    logLoss[row] = -Math.log(label === 1 ? clip(score) : 1 - clip(score));
  }
  return { brier, logLoss };
}

/** The Brier score summed over the labels (Brier 1950), and -log of the probability of the label. */
export function multiclassLosses({ rows, actual, classes, probabilities }: ClassColumns) {
  const [brier, logLoss] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (let label = 0; label < classes; label += 1) {
      sum += ((probabilities[row * classes + label] as number) - (label === actual[row] ? 1 : 0)) ** 2;
    }
    brier[row] = sum;
    logLoss[row] = -Math.log(clip(probabilities[row * classes + (actual[row] as number)] as number));
  }
  return { brier, logLoss };
}

export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
