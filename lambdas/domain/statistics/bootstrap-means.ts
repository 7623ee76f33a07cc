import {
  BOOTSTRAP_DRAWS,
  type BootstrapOptions,
  type Interval,
  percentileInterval,
  type Statistics,
} from './bootstrap.js';
import { NORMAL_97_5 } from './normal.js';
import { seededPositions } from './seeded-random.js';

/**
 * Rows above which means are taken to be normal. What that leaves out of an end of the interval is about skewness × 2.84 /
 * (6 √rows) standard errors (Edgeworth's first term): 0.0034 of one for each unit of skewness. The noise of 2,000 draws is
 * 0.06 of one, and drawing costs seconds.
 */
export const NORMAL_ROWS = 20_000;

/** Resamples rows together and visits the means of their columns, which the next draw overwrites. No rows: RangeError. */
export function visitResampledMeans(
  columns: readonly ArrayLike<number>[],
  { draws = BOOTSTRAP_DRAWS, seed }: BootstrapOptions,
  visit: (means: Float64Array, draw: number) => void,
): void {
  const [rows, width] = [columns[0]?.length ?? 0, columns.length];
  if (rows === 0) throw new RangeError('No rows to draw from');
  // Row by row, so that a drawn row is one place in memory.
  const values = new Float64Array(rows * width);
  for (const [at, column] of columns.entries()) {
    for (let row = 0; row < rows; row += 1) values[row * width + at] = column[row] as number;
  }
  const fill = seededPositions(seed);
  const positions = new Uint32Array(rows);
  const means = new Float64Array(width);
  for (let draw = 0; draw < draws; draw += 1) {
    fill(positions, rows);
    for (let at = 0; at < width; at += 1) {
      let sum = 0;
      for (let taken = 0; taken < rows; taken += 1) sum += values[(positions[taken] as number) * width + at] as number;
      means[at] = sum / rows;
    }
    visit(means, draw);
  }
}

/**
 * 95 % intervals of smooth functions of column means: the percentile bootstrap of rows, and above 20,000 rows its normal
 * limit by the delta method.
 */
export function bootstrapMeanIntervals(
  columns: readonly Float64Array[],
  statistics: (means: Float64Array) => Statistics,
  options: BootstrapOptions,
): Readonly<Record<string, Interval>> {
  if ((columns[0]?.length ?? 0) > NORMAL_ROWS) return normalIntervals(columns, statistics);
  const drawn = new Map<string, number[]>();
  visitResampledMeans(columns, options, (means) => {
    for (const [name, value] of Object.entries(statistics(means))) {
      if (Number.isNaN(value)) continue;
      const values = drawn.get(name);
      if (values === undefined) drawn.set(name, [value]);
      else values.push(value);
    }
  });
  return Object.fromEntries(
    [...drawn]
      .filter(([, values]) => 2 * values.length >= (options.draws ?? BOOTSTRAP_DRAWS))
      .map(([name, values]) => [name, percentileInterval(Float64Array.from(values).sort(), options.level)]),
  );
}

/** Slopes are taken over a thousandth of a standard error to either side. */
function normalIntervals(
  columns: readonly Float64Array[],
  statistics: (means: Float64Array) => Statistics,
): Readonly<Record<string, Interval>> {
  const { means, covariance } = meansAndCovariance(columns);
  const steps = means.map((_, at) => Math.sqrt(covariance[at]?.[at] ?? 0) / 1_000);
  const shifted = (at: number, by: number): Statistics =>
    statistics(means.map((mean, column) => (column === at ? mean + by : mean)));
  const sides = columns.map((_, at) => [shifted(at, steps[at] as number), shifted(at, -(steps[at] as number))]);
  const intervals = Object.entries(statistics(means)).map(([name, value]): readonly [string, Interval] => {
    const slopes = sides.map(([above, below], at) =>
      steps[at] === 0
        ? 0
        : ((above?.[name] ?? Number.NaN) - (below?.[name] ?? Number.NaN)) / (2 * (steps[at] as number)),
    );
    let variance = 0;
    for (const [i, left] of slopes.entries()) {
      for (const [j, right] of slopes.entries()) variance += left * right * (covariance[i]?.[j] ?? 0);
    }
    const half = NORMAL_97_5 * Math.sqrt(Math.max(variance, 0));
    return [name, { lower: value - half, upper: value + half }];
  });
  return Object.fromEntries(intervals.filter(([, { lower }]) => !Number.isNaN(lower)));
}

/** Of the columns' means, with the covariance of these means. */
function meansAndCovariance(columns: readonly Float64Array[]) {
  const rows = columns[0]?.length ?? 0;
  const means = Float64Array.from(columns, (column) => column.reduce((sum, value) => sum + value, 0) / rows);
  const covariance = columns.map((left, i) =>
    columns.map((right, j) => {
      const [a, b] = [means[i] as number, means[j] as number];
      let sum = 0;
      for (let row = 0; row < rows; row += 1) sum += ((left[row] as number) - a) * ((right[row] as number) - b);
      return sum / (rows - 1) / rows;
    }),
  );
  return { means, covariance };
}
