import { type Cells, conditionalDisparity, difference, ratio, type Side, sidesOf } from './cells.js';
import type { PosttrainingMetric } from './metric-names.js';

/** What Clarify compares between the two sides. */
const ratesOf = ({ rows, truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn }: Side) => ({
  predictedPositive: (tp + fp) / rows,
  conditionalAcceptance: ratio(tp + fn, tp + fp),
  conditionalRejection: ratio(fp + tn, fn + tn),
  specificity: ratio(tn, tn + fp),
  recall: ratio(tp, tp + fn),
  acceptance: ratio(tp, tp + fp),
  rejection: ratio(tn, tn + fn),
  accuracy: (tp + tn) / rows,
  treatment: ratio(fn, fp),
});

/**
 * Clarify's metrics of the predictions, all but FT. NaN where Clarify gives an error: a side without rows (GE and CDDPL
 * need none), for CDDPL all predictions of one kind, for GE nothing but false negatives. CDDPL is only meant where there
 * are groups. https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-measure-post-training-bias.html
 */
export function posttrainingMetrics(cells: Cells): Readonly<Record<Exclude<PosttrainingMetric, 'FT'>, number>> {
  const { advantaged, disadvantaged } = sidesOf(cells);
  const [a, d] = [ratesOf(advantaged), ratesOf(disadvantaged)];
  const whole = advantaged.rows > 0 && disadvantaged.rows > 0;
  const compared = (value: number): number => (whole ? value : Number.NaN);
  return {
    DPPL: compared(a.predictedPositive - d.predictedPositive),
    DI: compared(ratio(d.predictedPositive, a.predictedPositive)),
    DCA: compared(difference(a.conditionalAcceptance, d.conditionalAcceptance)),
    DCR: compared(difference(d.conditionalRejection, a.conditionalRejection)),
    SD: compared(d.specificity - a.specificity),
    RD: compared(a.recall - d.recall),
    DAR: compared(a.acceptance - d.acceptance),
    DRR: compared(d.rejection - a.rejection),
    AD: compared(a.accuracy - d.accuracy),
    TE: compared(difference(d.treatment, a.treatment)),
    CDDPL: conditionalDisparity(cells, 'prediction'),
    GE: generalisedEntropy(advantaged, disadvantaged),
  };
}

/** Of the benefit `prediction - label + 1`: 2 of a false positive, 0 of a false negative, else 1. */
function generalisedEntropy(...sides: readonly Side[]): number {
  const sum = (of: (side: Side) => number): number => sides.reduce((total, side) => total + of(side), 0);
  const rows = sum((side) => side.rows);
  const right = sum((side) => side.truePositives + side.trueNegatives);
  const falsePositives = sum((side) => side.falsePositives);
  const mean = (right + 2 * falsePositives) / rows;
  return mean > 0 ? ((right + 4 * falsePositives) / mean ** 2 - rows) / (2 * rows) : Number.NaN;
}
