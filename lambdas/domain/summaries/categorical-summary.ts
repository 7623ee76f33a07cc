import type { ColumnSide } from '../monitoring/column.js';
import type { CategoricalValues } from '../monitoring/record-batch.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { FrequentItems } from './frequent-items.js';
import { HyperLogLog } from './hyper-log-log.js';

/** What is kept of a categorical column, whatever its length. */
export class CategoricalSummary {
  readonly items = new FrequentItems();
  readonly distinct = new HyperLogLog();

  get side(): ColumnSide {
    return { rows: 0, missing: 0, absent: 0, mistyped: 0, nonFinite: 0 };
  }

  add(_values: CategoricalValues): void {}

  merge(_other: CategoricalSummary): void {}

  write(_writer: ByteWriter): void {}

  static read(_reader: ByteReader): CategoricalSummary {
    return new CategoricalSummary();
  }
}
