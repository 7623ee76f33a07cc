import type { ColumnSide } from '../columns/column-side.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** Rows of a column, and those without a usable value, as they are counted. */
export class SideCounts implements ColumnSide {
  rows = 0;
  missing = 0;
  absent = 0;
  mistyped = 0;
  nonFinite = 0;

  merge(other: ColumnSide): void {
    this.rows += other.rows;
    this.missing += other.missing;
    this.absent += other.absent;
    this.mistyped += other.mistyped;
    this.nonFinite += other.nonFinite;
  }

  write(writer: ByteWriter): void {
    for (const count of [this.rows, this.missing, this.absent, this.mistyped, this.nonFinite]) writer.varint(count);
  }

  static read(reader: ByteReader): SideCounts {
    const side = new SideCounts();
    side.rows = reader.varint();
    side.missing = reader.varint();
    side.absent = reader.varint();
    side.mistyped = reader.varint();
    side.nonFinite = reader.varint();
    const unusable = side.missing + side.mistyped + side.nonFinite;
    reader.check(
      side.absent <= side.missing && unusable <= side.rows,
      `${unusable} of ${side.rows} rows without a value`,
    );
    return side;
  }
}
