import { studentSurvival } from '../statistics/student-t.js';

/** Rows by cell, a cell being a slice; cell 0 is of rows that belong to none. */
export interface Cells {
  readonly of: Uint16Array;
  /** Rows of each cell. */
  readonly sizes: Uint32Array;
}

/** By how much the version loses more than a rival, a row. */
export interface Excess {
  readonly rows: number;
  readonly mean: number;
  /** Of the rows' differences, ddof 1; not less than what the version's own probabilities would give. */
  readonly standardDeviation: number;
}

/** What a version is compared with in a slice: something that ought not to be better there. */
export interface Rival {
  /** As a reason says it: `the best constant there`. */
  readonly name: string;
  /** Least excess that counts, as a share of the version's mean loss on all rows. */
  readonly floor: number;
  /** Whether it says something only where the version loses more than in the other rows. */
  readonly onlyWhereHarder: boolean;
  /** Sums of the rival's losses by cell. */
  sums(cells: Cells): Float64Array;
  /** Of the rows of one slice. */
  excess(rows: Uint32Array): Excess;
}

/** One-sided: the chance of such an excess if the version lost no more than the rival (Student's paired t). */
export function chanceOf({ rows, mean, standardDeviation }: Excess): number {
  if (!(mean > 0)) return 1;
  return standardDeviation === 0 ? 0 : studentSurvival((mean / standardDeviation) * Math.sqrt(rows), rows - 1);
}

/** Mean and standard deviation of a difference, row by row, in two passes. */
export function excessOf(rows: Uint32Array, difference: (row: number) => number, leastVariance = 0): Excess {
  let sum = 0;
  for (const row of rows) sum += difference(row);
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (difference(row) - mean) ** 2;
  const variance = squares / Math.max(1, rows.length - 1);
  // A difference that is the same in each row has no spread but that of rounding.
  const spread = variance > (1e-12 * mean) ** 2 ? variance : 0;
  return { rows: rows.length, mean, standardDeviation: Math.sqrt(Math.max(spread, leastVariance)) };
}

/** Sums of a value by cell. */
export function sumsBy({ of, sizes }: Cells, values: Float64Array): Float64Array {
  const sums = new Float64Array(sizes.length);
  for (let row = 0; row < of.length; row += 1) {
    const cell = of[row] as number;
    sums[cell] = (sums[cell] as number) + (values[row] as number);
  }
  return sums;
}
