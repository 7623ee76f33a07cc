import { InvalidInput } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { EdgeGrid } from './edge-grid.js';

const FORMAT = 1;

/**
 * Counts of values between edges and at each edge, so that bins of either side closed come out of the same counts, on all
 * edges or some of them. Exact under any split and order.
 */
export class EdgeHistogram {
  /** Ascending, each once, finite. */
  readonly edges: Float64Array;
  /** Cell 2i counts what lies between edge i - 1 and edge i, cell 2i + 1 what equals edge i. */
  readonly cells: Float64Array;
  /** Made when values come: most summaries that are read are merged only. */
  #grid: EdgeGrid | null = null;

  constructor(edges: Float64Array) {
    if (!edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > (edges[i - 1] as number)))) {
      throw new InvalidInput(`edges ${listed(edges)}: expected finite numbers, ascending, each once`);
    }
    this.edges = edges;
    this.cells = new Float64Array(2 * edges.length + 1);
  }

  get count(): number {
    return this.cells.reduce((sum, count) => sum + count, 0);
  }

  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  add(values: Float64Array, from = 0, to = values.length): void {
    this.#grid ??= new EdgeGrid(this.edges);
    const grid = this.#grid;
    const { bounds, cells } = grid;
    const { low, scale, start, end } = grid.busiest;
    const counts = this.cells;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      const place = (value - low) * scale;
      // Below zero, the complement of a grid: outside of the busiest, that of all edges.
      let index = -1;
      if (place >= 0 && place < end) index = cells[start + (place | 0)] as number;
      if (index < 0) index = grid.search(value, index);
      const bound = bounds[index] as number;
      // Sums of comparisons, since no processor guesses on which side of an edge in its cell a value lies.
      const cell = 2 * index + Number(value >= bound) + Number(value > bound);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }

  /** Throws InvalidInput for other edges. */
  merge(other: EdgeHistogram): void {
    const same = this.edges.length === other.edges.length && this.edges.every((edge, i) => edge === other.edges[i]);
    if (!same) {
      throw new InvalidInput(
        `histograms on different edges can't be merged: ${listed(this.edges)} and ${listed(other.edges)}`,
      );
    }
    for (const [cell, count] of other.cells.entries()) this.cells[cell] = (this.cells[cell] as number) + count;
  }

  /** Counts between some of the edges: right-closed bins, the outer two open; one more than edges. */
  rightClosed(edges: ArrayLike<number>): number[] {
    const upTo = Array.from(edges, (edge) => this.countBelow(edge, true));
    return differences([0, ...upTo, this.count]);
  }

  /** Counts between some of the edges: left-closed bins, the last closed on both sides; one less than edges. */
  leftClosed(edges: ArrayLike<number>): number[] {
    return differences(Array.from(edges, (edge, i) => this.countBelow(edge, i === edges.length - 1)));
  }

  /** Values below one of the edges, or at most it with `inclusive`. Throws InvalidInput for what is no edge. */
  countBelow(edge: number, inclusive: boolean): number {
    const at = this.edges.indexOf(edge);
    if (at < 0) throw new InvalidInput(`${edge} is none of the histogram's edges ${listed(this.edges)}`);
    let sum = 0;
    for (let cell = 0; cell < 2 * at + (inclusive ? 2 : 1); cell++) sum += this.cells[cell] as number;
    return sum;
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    writer.varint(this.edges.length);
    writer.float64s(this.edges);
    for (const count of this.cells) writer.varint(count);
  }

  static read(reader: ByteReader): EdgeHistogram {
    reader.version('a histogram', FORMAT);
    const edges = reader.float64s(reader.length(8));
    const histogram = new EdgeHistogram(edges);
    for (let cell = 0; cell < histogram.cells.length; cell++) histogram.cells[cell] = reader.varint();
    return histogram;
  }
}

const differences = (ascending: readonly number[]): number[] =>
  ascending.slice(1).map((upTo, i) => upTo - (ascending[i] as number));

/** At most six, so that a message stays short. */
const listed = (edges: Float64Array): string =>
  `[${edges.subarray(0, 6).join(', ')}${edges.length > 6 ? `, … ${edges.length} in all` : ''}]`;
