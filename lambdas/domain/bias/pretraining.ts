import { type Cells, conditionalDisparity, type Side, sidesOf } from './cells.js';
import type { PretrainingMetric } from './metric-names.js';

const positives = ({ truePositives, falseNegatives }: Side): number => truePositives + falseNegatives;

/**
 * Clarify's metrics of the labels, over the two kinds of label, positive and not. Those that compare distributions look
 * only at the kinds that both sides have, as Clarify does. NaN where Clarify gives an error: a side without rows, no kind
 * of label that both sides have, for CDDL all labels of one kind. CDDL is only meant where there are groups.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-measure-data-bias.html
 */
export function pretrainingMetrics(cells: Cells): Readonly<Record<PretrainingMetric, number>> {
  const { advantaged, disadvantaged } = sidesOf(cells);
  const [na, nd] = [advantaged.rows, disadvantaged.rows];
  const bothSides = na > 0 && nd > 0;
  const [pa, pd] = [positives(advantaged) / na, positives(disadvantaged) / nd];
  const common = [
    [(na - positives(advantaged)) / na, (nd - positives(disadvantaged)) / nd] as const,
    [pa, pd] as const,
  ].filter(([a, d]) => a > 0 && d > 0);
  const over = (statistic: (pairs: typeof common) => number): number =>
    common.length === 0 ? Number.NaN : statistic(common);
  const sum = (pairs: typeof common, term: (a: number, d: number) => number): number =>
    pairs.reduce((total, [a, d]) => total + term(a, d), 0);
  return {
    CI: bothSides ? (na - nd) / (na + nd) : Number.NaN,
    DPL: bothSides ? pa - pd : Number.NaN,
    KL: over((pairs) => sum(pairs, (a, d) => a * Math.log(a / d))),
    JS: over((pairs) => sum(pairs, (a, d) => a * Math.log((2 * a) / (a + d)) + d * Math.log((2 * d) / (a + d))) / 2),
    LP: over((pairs) => Math.sqrt(sum(pairs, (a, d) => (a - d) ** 2))),
    TVD: over((pairs) => sum(pairs, (a, d) => Math.abs(a - d)) / 2),
    KS: over((pairs) => Math.max(...pairs.map(([a, d]) => Math.abs(a - d)))),
    CDDL: conditionalDisparity(cells, 'label'),
  };
}
