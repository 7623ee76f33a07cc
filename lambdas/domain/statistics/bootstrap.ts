import { drawBinomial } from './binomial-draw.js';
import { seededPositions, seededRandom } from './seeded-random.js';

export const BOOTSTRAP_DRAWS = 2_000;
const LEVEL = 0.95;

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2,000. */
  readonly draws?: number;
  /** Share of the draws that the interval holds. Default 0.95. */
  readonly level?: number;
}

/** Statistics by name; NaN where one is not defined. */
export type Statistics = Readonly<Record<string, number>>;

/**
 * Percentile intervals (Efron and Tibshirani 1993, chapter 13) of statistics of rows: each draw takes as many rows as there
 * are, with replacement, and hands their positions over in an array that the next draw overwrites. A statistic that is not
 * defined in at least half of the draws has no interval. Throws RangeError for no rows.
 */
export function bootstrapIntervals(
  rows: number,
  statistics: (positions: Uint32Array) => Statistics,
  options: BootstrapOptions,
): Readonly<Record<string, Interval>> {
  if (!(rows > 0)) throw new RangeError('No rows to draw from');
  const fill = seededPositions(options.seed);
  const positions = new Uint32Array(rows);
  return intervalsOfDraws(options, () => {
    fill(positions, rows);
    return statistics(positions);
  });
}

/** `bootstrapIntervals` of one statistic. */
export function bootstrapInterval(
  rows: number,
  statistic: (positions: Uint32Array) => number,
  options: BootstrapOptions,
): Interval | undefined {
  return bootstrapIntervals(rows, (positions) => ({ value: statistic(positions) }), options).value;
}

/**
 * The same for statistics that only look at how many rows fall into each of some cells: the counts of resampled rows are a
 * draw of the multinomial law, which costs no more for many rows. Whole counts; the array handed over is overwritten.
 */
export function bootstrapCountIntervals(
  counts: ArrayLike<number>,
  statistics: (counts: Float64Array) => Statistics,
  options: BootstrapOptions,
): Readonly<Record<string, Interval>> {
  const observed = Float64Array.from(counts);
  const rows = observed.reduce((sum, count) => sum + count, 0);
  if (!(rows > 0)) throw new RangeError('No rows to draw from');
  const occupied = Array.from(observed.keys()).filter((cell) => observed[cell] !== 0);
  const random = seededRandom(options.seed);
  const drawn = new Float64Array(observed.length);
  return intervalsOfDraws(options, () => {
    let [rowsLeft, sharesLeft] = [rows, rows];
    for (const cell of occupied) {
      const count = observed[cell] as number;
      const taken = drawBinomial(random, rowsLeft, count / sharesLeft);
      drawn[cell] = taken;
      rowsLeft -= taken;
      sharesLeft -= count;
    }
    return statistics(drawn);
  });
}

/** The value that a share of all draws is at most; the draws ascend. */
export const percentileOf = (sorted: Float64Array, share: number): number =>
  // The slack undoes the rounding of a product such as 0.975 × 2,000.
  sorted[Math.max(Math.ceil(share * sorted.length - 1e-9) - 1, 0)] ?? Number.NaN;

/** The interval that holds the share `level` of ascending draws, as many left out below as above. */
export const percentileInterval = (sorted: Float64Array, level = LEVEL): Interval => ({
  lower: percentileOf(sorted, (1 - level) / 2),
  upper: percentileOf(sorted, (1 + level) / 2),
});

function intervalsOfDraws(
  { draws = BOOTSTRAP_DRAWS, level }: BootstrapOptions,
  draw: () => Statistics,
): Readonly<Record<string, Interval>> {
  const found = new Map<string, { readonly values: Float64Array; defined: number }>();
  for (let number = 0; number < draws; number += 1) {
    for (const [name, value] of Object.entries(draw())) {
      if (Number.isNaN(value)) continue;
      const drawn = found.get(name) ?? { values: new Float64Array(draws), defined: 0 };
      drawn.values[drawn.defined] = value;
      drawn.defined += 1;
      found.set(name, drawn);
    }
  }
  return Object.fromEntries(
    [...found]
      .filter(([, { defined }]) => 2 * defined >= draws)
      .map(([name, { values, defined }]) => [name, percentileInterval(values.subarray(0, defined).sort(), level)]),
  );
}
