/** Why a row of a numeric column has no number; `value` is a number, an infinite one included. */
export const MARKS = { value: 0, missing: 1, absent: 2, mistyped: 3 } as const;

/** Codes of a categorical column that are no index of its texts. */
export const NO_TEXT = { missing: -1, absent: -2 } as const;

/** A numeric column of some rows, in their order. */
export interface NumericValues {
  readonly kind: 'numeric';
  /** NaN where the mark is not `value`. */
  readonly values: Float64Array;
  /** One of MARKS a row: `absent` is a record without such a field, `mistyped` a value that is no number. */
  readonly marks: Uint8Array;
}

/** A categorical column of some rows, in their order. */
export interface CategoricalValues {
  readonly kind: 'categorical';
  /** Index into `texts`, or one of NO_TEXT. */
  readonly codes: Int32Array;
  /** Different exact texts; not every one need occur. */
  readonly texts: readonly string[];
}

export type ColumnValues = NumericValues | CategoricalValues;
