import { headlineMetrics } from '../../lambdas/domain/gates/metrics.js';
import { delongVariance } from '../../lambdas/domain/metrics/delong.js';
import { metricIntervals } from '../../lambdas/domain/metrics/metric-intervals.js';
import { rankedBy } from '../../lambdas/domain/metrics/ranking.js';
import type { ScoredRow } from '../../lambdas/domain/metrics/scored-columns.js';
import { visitResampledMeans } from '../../lambdas/domain/statistics/bootstrap-means.js';
import { seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';

/** Labelled rows of three models, by column: what both sides are given. */
export interface Columns {
  readonly rows: number;
  readonly binary: { readonly actual: Float64Array; readonly scores: Float64Array };
  readonly regression: { readonly actual: Float64Array; readonly scores: Float64Array };
  readonly multiclass: { readonly actual: Float64Array; readonly probabilities: Float64Array };
}

export const CLASSES = 3;

export function drawColumns(rows: number): Columns {
  const random = seededRandom(20_261_121);
  const column = (draw: () => number): Float64Array => Float64Array.from({ length: rows }, draw);
  const scores = column(random);
  const truth = column(() => 50 + 100 * random());
  const probabilities = new Float64Array(rows * CLASSES);
  for (let row = 0; row < rows; row += 1) {
    const weights = Array.from({ length: CLASSES }, () => 0.01 + random());
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [label, weight] of weights.entries()) probabilities[row * CLASSES + label] = weight / total;
  }
  return {
    rows,
    binary: { actual: scores.map((score) => (random() < score ? 1 : 0)), scores },
    regression: { actual: truth, scores: truth.map((value) => value + 8 * (random() - 0.5)) },
    multiclass: { actual: column(() => Math.floor(CLASSES * random())), probabilities },
  };
}

/** A piece of work of a gate; what it answers has to be what the other side answers, where both are exact. */
export interface Work {
  readonly name: string;
  /** Rows looked at in one run: of a bootstrap, all draws together. */
  readonly rows: number;
  readonly run: () => Readonly<Record<string, number>>;
  /** Draws differ between the sides, and an interval has no counterpart. */
  readonly compared: 'to the digit' | 'in time' | 'not at all';
}

export function gateWork({ rows, binary, regression, multiclass }: Columns, draws: number): readonly Work[] {
  const scored = (actual: Float64Array, scores: Float64Array): ScoredRow[] =>
    Array.from(actual, (value, row) => ({ actual: value, score: scores[row] ?? 0 }));
  const [classified, predicted] = [scored(binary.actual, binary.scores), scored(regression.actual, regression.scores)];
  const labelled = Array.from(multiclass.actual, (actual, row): ScoredRow => {
    const probabilities = [...multiclass.probabilities.subarray(row * CLASSES, (row + 1) * CLASSES)];
    return { actual, score: Math.max(...probabilities), probabilities };
  });
  const losses = binary.scores.map((score, row) => (score - (binary.actual[row] ?? 0)) ** 2);
  const work = (name: string, run: Work['run'], compared: Work['compared'] = 'to the digit', looked = rows): Work => ({
    name,
    rows: looked,
    run,
    compared,
  });
  return [
    work('12 metrics of two labels', () => headlineMetrics('classification', classified)),
    work('14 metrics of three labels', () => headlineMetrics('classification', labelled)),
    work('8 metrics of a regression', () => headlineMetrics('regression', predicted)),
    work("DeLong's variance", () => ({
      variance: delongVariance(rankedBy((row) => binary.actual[row] === 1, binary.scores)),
    })),
    work(`${draws} bootstrap means`, () => ({ mean: meanOfDraws(losses, draws) }), 'in time', rows * draws),
    work('intervals of two labels', () => endsOf(metricIntervals('classification', classified, 1)), 'not at all'),
  ];
}

function meanOfDraws(values: Float64Array, draws: number): number {
  let sum = 0;
  visitResampledMeans([values], { seed: 1, draws }, ([mean = Number.NaN]) => {
    sum += mean;
  });
  return sum / draws;
}

const endsOf = (intervals: ReturnType<typeof metricIntervals>): Record<string, number> =>
  Object.fromEntries(Object.entries(intervals).map(([name, { lower }]) => [name, lower]));
