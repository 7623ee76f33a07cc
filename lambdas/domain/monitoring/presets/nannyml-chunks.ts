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

/**
 * Of the cells that a chunk has, so that all chunks together take no longer than their rows. Each cell that it lacks, of the
 * share p, adds p ln(p / (p / 2)) = p ln 2 to the divergence; so does one cell of all their shares together.
 */
function categoricalDistance(reference: ReadonlyMap<string, number>): ChunkDistance {
  const cells = new Map([...reference.keys()].map((text, cell) => [text, cell]));
  const expected = Float64Array.from([...reference.values(), 0]);
  const total = totalCount(expected);
  const counts = new Float64Array(expected.length);
  const cellsOf = cellsByFile(cells);
  return (values, chunk) => {
    if (values.kind === 'numeric') return Number.NaN;
    // In one order, so that chunks of the same counts have the same distance to the last digit.
    const found = countCategories(values.codes.subarray(chunk.start, chunk.end), cellsOf(values), counts).sort();
    const before = Float64Array.from(found, (cell) => expected[cell] as number);
    const now = Float64Array.from(found, (cell) => counts[cell] as number);
    for (const cell of found) counts[cell] = 0;
    return jensenShannonDistance([...before, total - totalCount(before)], [...now, 0]);
  };
}

/** The cell of each code of a file, worked out once; the last is that of what the reference lacks. */
function cellsByFile(cells: ReadonlyMap<string, number>): (values: CategoricalValues) => Int32Array {
  const known = new Map<CategoricalValues, Int32Array>();
  return (values) => {
    const before = known.get(values);
    if (before !== undefined) return before;
    const cellOf = Int32Array.from(values.texts, (text) => cells.get(text) ?? cells.size);
    known.set(values, cellOf);
    return cellOf;
  };
}

/** Adds rows to the counts, which are 0 before; answers the cells that have some now. */
function countCategories(codes: Int32Array, cellOf: Int32Array, counts: Float64Array): Int32Array {
  const found = new Int32Array(codes.length);
  let length = 0;
  for (const code of codes) {
    const cell = cellOf[code];
    if (cell === undefined) continue;
    if (counts[cell] === 0) found[length++] = cell;
    counts[cell] = (counts[cell] as number) + 1;
  }
  return found.subarray(0, length);
}
