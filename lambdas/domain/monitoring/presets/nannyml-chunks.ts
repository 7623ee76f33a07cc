import type { CategoricalValues, ColumnValues, NumericValues } from '../../columns/column-values.js';
import { doaneEdges, histogramCounts } from '../../statistics/histogram.js';
import { jensenShannonDistance } from '../../statistics/jensen-shannon.js';
import { totalCount } from '../../statistics/total-count.js';
import type { ColumnInput } from '../compare-columns.js';

/** A run of rows, `end` excluded. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts rows into chunks as NannyML's CountBasedChunker does: each of ⌊rows / count⌋ rows, and what is left over as one
 * more, smaller chunk. None where there are fewer rows than chunks.
 */
export function cutChunks(rows: number, count: number): Chunk[] {
  const size = Math.floor(rows / count);
  if (size === 0) return [];
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    start: i * size,
    end: Math.min((i + 1) * size, rows),
  }));
}

/** Jensen-Shannon distance of a chunk from a reference; NaN for a chunk without a value. */
export type ChunkDistance = (values: ColumnValues, chunk: Chunk) => number;

/**
 * Distances from the whole reference, base 2: of a numeric column on Doane's edges of the reference, of a categorical one
 * by the reference's categories; either with one more cell for what the reference has not.
 */
export const distanceFrom = (reference: ColumnInput): ChunkDistance =>
  reference.type === 'numeric'
    ? numericDistance(reference.reference.sorted)
    : categoricalDistance(reference.reference.counts);

function numericDistance(reference: Float64Array): ChunkDistance {
  const edges = doaneEdges(reference);
  const expected = [...histogramCounts(reference, edges), 0];
  return (values, chunk) => {
    const sorted = values.kind === 'numeric' ? finiteValues(values, chunk) : new Float64Array();
    const counts = histogramCounts(sorted, edges);
    return jensenShannonDistance(expected, [...counts, sorted.length - totalCount(counts)]);
  };
}

/** Ascending. */
const finiteValues = ({ values }: NumericValues, { start, end }: Chunk): Float64Array =>
  values.subarray(start, end).filter(Number.isFinite).sort();

function categoricalDistance(reference: ReadonlyMap<string, number>): ChunkDistance {
  const cells = new Map([...reference.keys()].map((text, cell) => [text, cell]));
  const expected = [...reference.values(), 0];
  return (values, chunk) => {
    const counts = new Float64Array(expected.length);
    if (values.kind === 'categorical') countCategories(values, chunk, cells, counts);
    return jensenShannonDistance(expected, counts);
  };
}

function countCategories(
  { codes, texts }: CategoricalValues,
  { start, end }: Chunk,
  cells: ReadonlyMap<string, number>,
  counts: Float64Array,
): void {
  const cellOf = texts.map((text) => cells.get(text) ?? counts.length - 1);
  for (let row = start; row < end; row++) {
    const cell = cellOf[codes[row] as number];
    if (cell !== undefined) counts[cell] = (counts[cell] as number) + 1;
  }
}
