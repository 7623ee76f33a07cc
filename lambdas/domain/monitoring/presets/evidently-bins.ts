import type { CategoricalSide, NumericSide } from '../../columns/column-side.js';
import { histogramCounts, sturgesEdges } from '../../statistics/histogram.js';
import type { ColumnInput } from '../compare-columns.js';

/** Counts of both sides, cell by cell. */
export interface PairedCounts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** A numeric reference with more distinct values than this is binned. */
const BINNED_ABOVE = 20;

/**
 * Counts as Evidently's `get_binned_data` makes them: on Sturges' edges of both samples together where a numeric reference
 * has more than 20 distinct values, else one cell a distinct value of either side.
 */
export function binnedCounts(column: ColumnInput, distinct: PairedCounts): PairedCounts {
  if (column.type === 'categorical') return distinct;
  const distinctInReference = distinct.reference.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  if (distinctInReference <= BINNED_ABOVE) return distinct;
  const [reference, current] = [column.reference.sorted, column.current.sorted];
  const edges = sturgesEdges(reference.length + current.length, ...extremes(reference, current));
  return { reference: [...histogramCounts(reference, edges)], current: [...histogramCounts(current, edges)] };
}

/** The least and the greatest value of two ascending samples. */
export const extremes = (reference: Float64Array, current: Float64Array): [number, number] => [
  Math.min(reference[0] as number, current[0] as number),
  Math.max(reference.at(-1) as number, current.at(-1) as number),
];

/** One cell a distinct value of either side: numbers ascending, texts in their binary order. */
export const distinctCounts = (column: ColumnInput): PairedCounts =>
  column.type === 'numeric'
    ? distinctNumbers(column.reference.sorted, column.current.sorted)
    : distinctTexts(column.reference, column.current);

function distinctNumbers(a: NumericSide['sorted'], b: NumericSide['sorted']): PairedCounts {
  const [reference, current]: [number[], number[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && (a[i] as number) < (b[j] as number)) ? a[i] : b[j];
    const [before, under] = [i, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    reference.push(i - before);
    current.push(j - under);
  }
  return { reference, current };
}

function distinctTexts(a: CategoricalSide, b: CategoricalSide): PairedCounts {
  const texts = [...new Set([...a.counts.keys(), ...b.counts.keys()])].sort();
  return {
    reference: texts.map((text) => a.counts.get(text) ?? 0),
    current: texts.map((text) => b.counts.get(text) ?? 0),
  };
}
