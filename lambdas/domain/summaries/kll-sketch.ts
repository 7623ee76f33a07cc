import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** What a sketch holds, ascending; equal values may follow each other. */
export interface SortedView {
  readonly values: Float64Array;
  /** Weights added up; the last is the count. */
  readonly cumulative: Float64Array;
}

export class KllSketch {
  count = 0;
  constructor(readonly k = 4096) {}
  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  add(_values: Float64Array, _from = 0, _to = _values.length): void {}
  merge(_other: KllSketch): void {}
  sortedView(): SortedView {
    return { values: new Float64Array(), cumulative: new Float64Array() };
  }
  /** 0 while every value is there. */
  get rankError(): number {
    return 0;
  }
  write(_writer: ByteWriter): void {}
  static read(_reader: ByteReader): KllSketch {
    return new KllSketch();
  }
}
