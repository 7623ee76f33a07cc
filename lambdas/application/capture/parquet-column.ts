import type { ColumnMetaData, DecodedArray } from 'hyparquet';
import { CategoricalBuilder, NumericBuilder } from './column-builder.js';
import type { ParquetFile } from './parquet-file.js';
import { PageReader } from './parquet-pages.js';

/** Takes the values of a column in a row group in their order, over pages. */
export class ParquetColumnReader {
  private readonly pages: PageReader;
  private page: DecodedArray = [];
  private position = 0;

  constructor(
    file: ParquetFile,
    chunk: ColumnMetaData,
    /** Rows of the group that are left. */
    private left: number,
    window: number,
  ) {
    this.pages = new PageReader(file, chunk, window);
  }

  /** Sets the next `count` values from `row` on. */
  async fill(builder: NumericBuilder | CategoricalBuilder, row: number, count: number): Promise<void> {
    await this.take(count, (page, from, to, done) => {
      if (page instanceof Float64Array && builder instanceof NumericBuilder) {
        builder.setNumbers(row + done, page.subarray(from, to));
      } else {
        for (let index = from; index < to; index++) setValue(builder, row + done + index - from, page[index]);
      }
    });
  }

  /** The next `count` values; null where there is none. */
  async values(count: number): Promise<unknown[]> {
    const values: unknown[] = [];
    await this.take(count, (page, from, to) => {
      for (let index = from; index < to; index++) {
        values.push(Number.isNaN(page[index]) ? null : page[index]);
      }
    });
    return values;
  }

  private async take(
    count: number,
    use: (page: DecodedArray, from: number, to: number, done: number) => void,
  ): Promise<void> {
    for (let done = 0; done < count; ) {
      if (this.position === this.page.length) {
        this.page = await this.pages.next(this.left);
        this.left -= this.page.length;
        this.position = 0;
      }
      const to = Math.min(this.page.length, this.position + count - done);
      use(this.page, this.position, to, done);
      done += to - this.position;
      this.position = to;
    }
  }
}

/** A value out of Parquet. What is no number in a numeric column is mistyped, a date and a text of digits too. */
function setValue(builder: NumericBuilder | CategoricalBuilder, row: number, value: unknown): void {
  if (typeof value === 'number') builder.setNumber(row, value);
  else if (value === null || value === undefined) builder.setMissing(row);
  else if (builder instanceof CategoricalBuilder) builder.setString(row, textOf(value));
  else if (typeof value === 'bigint') builder.setNumber(row, Number(value));
  else builder.setMistyped(row);
}

export function textOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}
