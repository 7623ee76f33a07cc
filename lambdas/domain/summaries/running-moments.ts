import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

export class RunningMoments {
  count = 0;
  /** NaN when there is no value, like the mean and the variance. */
  minimum = Number.NaN;
  maximum = Number.NaN;
  get mean(): number {
    return Number.NaN;
  }
  /** ddof 0. */
  get variance(): number {
    return Number.NaN;
  }
  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }
  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  addBlock(_values: Float64Array, _from = 0, _to = _values.length): void {}
  merge(_other: RunningMoments): void {}
  write(_writer: ByteWriter): void {}
  static read(_reader: ByteReader): RunningMoments {
    return new RunningMoments();
  }
}
