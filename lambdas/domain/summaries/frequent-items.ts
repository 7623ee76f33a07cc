import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

export class FrequentItems {
  /** Of everything added. */
  total = 0;
  /** No item's count is too small by more than this; none is too large. */
  errorBound = 0;
  constructor(readonly capacity = 4096) {}
  /** Every item added is there with its count. */
  get isExact(): boolean {
    return this.errorBound === 0;
  }
  add(_text: string, _count = 1): void {}
  merge(_other: FrequentItems): void {}
  /** Commonest first. */
  counts(): Map<string, number> {
    return new Map();
  }
  write(_writer: ByteWriter): void {}
  static read(_reader: ByteReader): FrequentItems {
    return new FrequentItems();
  }
}
