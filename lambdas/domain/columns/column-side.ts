import type { ColumnType } from '../signature.js';
import { sortNumbers } from '../statistics/sort-numbers.js';
import { type CategoricalValues, MARKS, NO_TEXT, type NumericValues } from './column-values.js';

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

/** Counts what a numeric column holds, and sorts its finite values. */
export function numericSideOf({ values, marks }: NumericValues): NumericSide {
  const rows = values.length;
  const finite = new Float64Array(rows);
  let [kept, missing, absent, mistyped, nonFinite] = [0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    // The difference is NaN for NaN and infinities alone.
    if (value - value === 0) {
      // -0 becomes 0, as in summaries.
      finite[kept++] = value + 0;
      continue;
    }
    const mark = marks[row];
    if (mark === MARKS.mistyped) mistyped++;
    else if (mark === MARKS.value && !Number.isNaN(value)) nonFinite++;
    else {
      missing++;
      if (mark === MARKS.absent) absent++;
    }
  }
  const sorted = finite.subarray(0, kept);
  sortNumbers(sorted);
  return { kind: 'numeric', rows, missing, absent, mistyped, nonFinite, sorted };
}

/** Counts a categorical column by text. */
export function categoricalSideOf({ codes, texts }: CategoricalValues): CategoricalSide {
  const occurrences = new Float64Array(texts.length);
  let [missing, absent] = [0, 0];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= 0) occurrences[code] = (occurrences[code] as number) + 1;
    else {
      missing++;
      if (code === NO_TEXT.absent) absent++;
    }
  }
  const counts = new Map<string, number>();
  for (const [code, text] of texts.entries()) {
    const count = occurrences[code] as number;
    if (count > 0) counts.set(text, count);
  }
  return { kind: 'categorical', rows: codes.length, missing, absent, mistyped: 0, nonFinite: 0, counts };
}
