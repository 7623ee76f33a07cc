import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

export class EdgeHistogram {
  /** Cell 2i counts what lies between edge i - 1 and edge i, cell 2i + 1 what equals edge i. */
  readonly cells: Float64Array;
  constructor(readonly edges: Float64Array) {
    this.cells = new Float64Array(2 * edges.length + 1);
  }
  get count(): number {
    return 0;
  }
  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  add(_values: Float64Array, _from = 0, _to = _values.length): void {}
  merge(_other: EdgeHistogram): void {}
  /** Counts between some of the edges: right-closed bins, the outer two open; one more than edges. */
  rightClosed(_edges: ArrayLike<number>): number[] {
    return [];
  }
  /** Counts between some of the edges: left-closed bins, the last closed on both sides; one less than edges. */
  leftClosed(_edges: ArrayLike<number>): { readonly counts: number[]; readonly outside: number } {
    return { counts: [], outside: 0 };
  }
  write(_writer: ByteWriter): void {}
  static read(_reader: ByteReader): EdgeHistogram {
    return new EdgeHistogram(new Float64Array());
  }
}
