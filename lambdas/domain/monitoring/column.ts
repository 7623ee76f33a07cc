import type { ColumnType } from '../signature.js';
import type { Cell } from './record-sample.js';

export type ColumnKind = 'numeric' | 'categorical';

/** A `double` or `long` column is numeric, whatever its number of distinct values; the others are categorical. */
export const kindOf = (type: ColumnType): ColumnKind =>
  type === 'double' || type === 'long' ? 'numeric' : 'categorical';

/** One side of a comparison, by column: what rows hold, and how many hold nothing usable. */
export interface ColumnSide {
  /** Rows looked at. */
  readonly rows: number;
  /** Rows without a value: null, NaN, or no such field. */
  readonly missing: number;
  /** Rows whose record has no such field at all; part of `missing`. */
  readonly absent: number;
  /** Rows whose value is not of the column's type. */
  readonly mistyped: number;
  /** Infinite values; they take no part in any statistic. */
  readonly nonFinite: number;
}

export interface NumericSide extends ColumnSide {
  readonly kind: 'numeric';
  /** Finite values, ascending. */
  readonly sorted: Float64Array;
}

export interface CategoricalSide extends ColumnSide {
  readonly kind: 'categorical';
  /** Rows by exact text. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Rows that have a usable value. */
export const usable = (side: ColumnSide): number => side.rows - side.missing - side.mistyped - side.nonFinite;

/** Gathers the values of one numeric column; undefined is a field that is not there. */
export function numericSide(cells: Iterable<Cell>): NumericSide {
  const values: number[] = [];
  const counted = { rows: 0, missing: 0, absent: 0, mistyped: 0, nonFinite: 0 };
  for (const cell of cells) {
    counted.rows++;
    if (cell === undefined) counted.absent++;
    if (cell === undefined || cell === null || Number.isNaN(cell)) counted.missing++;
    else if (typeof cell !== 'number') counted.mistyped++;
    else if (!Number.isFinite(cell)) counted.nonFinite++;
    else values.push(cell);
  }
  return { kind: 'numeric', ...counted, sorted: Float64Array.from(values).sort() };
}

/** Gathers the values of one categorical column; numbers and booleans count as their text. */
export function categoricalSide(cells: Iterable<Cell>): CategoricalSide {
  const counts = new Map<string, number>();
  const counted = { rows: 0, missing: 0, absent: 0, mistyped: 0, nonFinite: 0 };
  for (const cell of cells) {
    counted.rows++;
    if (cell === undefined) counted.absent++;
    if (cell === undefined || cell === null) {
      counted.missing++;
      continue;
    }
    const text = String(cell);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return { kind: 'categorical', ...counted, counts };
}
