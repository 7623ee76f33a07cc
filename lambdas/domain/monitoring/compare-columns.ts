import { type CategoricalSide, type NumericSide, usable } from '../columns/column-side.js';
import type { ComparedColumn } from './column-statistics.js';
import { compareCategorical } from './compare-categorical.js';
import { compareNumeric } from './compare-numeric.js';

/** Every value of both sides of a column. */
export type ColumnInput = { readonly name: string } & (
  | { readonly type: 'numeric'; readonly reference: NumericSide; readonly current: NumericSide }
  | { readonly type: 'categorical'; readonly reference: CategoricalSide; readonly current: CategoricalSide }
);

/** Compares the sides of a column by all their values. */
export function compareColumn(column: ColumnInput): ComparedColumn {
  const { name, type, reference, current } = column;
  if (usable(reference) === 0 || usable(current) === 0) return { name, type, reference, current, comparison: null };
  const comparison =
    column.type === 'numeric'
      ? compareNumeric(column.reference.sorted, column.current.sorted)
      : compareCategorical(column.reference.counts, column.current.counts);
  return { name, type, reference, current, comparison };
}
