import type { Interval } from '../statistics/bootstrap.js';
import { NORMAL_97_5 } from '../statistics/normal.js';
import { countBelow } from '../statistics/quantile.js';
import { rankedLabel } from './multiclass-metrics.js';
import type { ClassColumns } from './scored-columns.js';

/**
 * 95 % interval of the mean of the labels' areas against the rest. A row takes part in every label's area, so its
 * structural components (DeLong, DeLong and Clarke-Pearson 1988) are added up over the labels before they are squared;
 * with two labels this is DeLong's interval but for terms of 1 / rows. Undefined where a label has less than two rows.
 */
export function macroAreaInterval(columns: ClassColumns): Interval | undefined {
  const { rows, actual, classes, probabilities } = columns;
  const influence = new Float64Array(rows);
  let areas = 0;
  for (let label = 0; label < classes; label += 1) {
    const { positives, negatives } = rankedLabel(columns, label);
    if (positives.length < 2 || negatives.length < 2) return undefined;
    const components = new Float64Array(rows);
    let area = 0;
    for (let row = 0; row < rows; row += 1) {
      const score = probabilities[row * classes + label] as number;
      const own = actual[row] === label;
      const others = own ? negatives : positives;
      const below = (countBelow(others, score, false) + countBelow(others, score, true)) / (2 * others.length);
      components[row] = own ? below : 1 - below;
      if (own) area += below / positives.length;
    }
    for (let row = 0; row < rows; row += 1) {
      const weight = rows / (actual[row] === label ? positives.length : negatives.length);
      influence[row] = (influence[row] as number) + weight * ((components[row] as number) - area);
    }
    areas += area;
  }
  const mean = areas / classes;
  const squares = influence.reduce((sum, value) => sum + (value / classes) ** 2, 0);
  const half = NORMAL_97_5 * Math.sqrt(squares / (rows * (rows - 1)));
  return { lower: Math.max(0, mean - half), upper: Math.min(1, mean + half) };
}
