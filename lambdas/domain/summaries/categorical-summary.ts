import { type ColumnSide, usable } from '../columns/column-side.js';
import { type CategoricalValues, NO_TEXT } from '../columns/column-values.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { FrequentItems } from './frequent-items.js';
import { Hash64, hashText } from './hash-64.js';
import { HyperLogLog } from './hyper-log-log.js';
import { SideCounts } from './side-counts.js';

const FORMAT = 1;
/** UTF-16 units of a text that is kept as it is, and those that are kept of a longer one. */
const LONGEST = 256;
const KEPT = 200;

/** What is kept of a categorical column, whatever its length. */
export class CategoricalSummary {
  #side = new SideCounts();
  #items = new FrequentItems();
  #distinct = new HyperLogLog();

  get side(): ColumnSide {
    return this.#side;
  }

  /** Long ones as `shortText` has them. */
  get items(): FrequentItems {
    return this.#items;
  }

  get distinct(): HyperLogLog {
    return this.#distinct;
  }

  add({ codes, texts }: CategoricalValues): void {
    const counts = countCodes(codes, texts.length);
    const absent = counts.get(NO_TEXT.absent) ?? 0;
    this.#side.rows += codes.length;
    this.#side.absent += absent;
    this.#side.missing += absent + (counts.get(NO_TEXT.missing) ?? 0);
    for (const [code, count] of counts) {
      if (code < 0) continue;
      const text = texts[code] as string;
      this.#items.add(shortText(text), count);
      this.#distinct.addText(text);
    }
  }

  merge(other: CategoricalSummary): void {
    this.#items.merge(other.#items);
    this.#distinct.merge(other.#distinct);
    this.#side.merge(other.#side);
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    this.#side.write(writer);
    this.#items.write(writer);
    this.#distinct.write(writer);
  }

  static read(reader: ByteReader): CategoricalSummary {
    reader.version('the summary of a categorical column', FORMAT);
    const summary = new CategoricalSummary();
    summary.#side = SideCounts.read(reader);
    summary.#items = FrequentItems.read(reader);
    summary.#distinct = HyperLogLog.read(reader);
    const [rows, total] = [usable(summary.#side), summary.#items.total];
    reader.check(rows === total, `the summary of a categorical column of ${rows} texts whose items have ${total}`);
    return summary;
  }
}

/** Rows by code. Fast where codes repeat, and no slower than the rows where there are more texts than rows. */
function countCodes(codes: Int32Array, texts: number): Map<number, number> {
  const counts = new Map<number, number>();
  if (texts > codes.length) {
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    return counts;
  }
  const from = NO_TEXT.absent;
  const rows = new Uint32Array(texts - from);
  for (const code of codes) rows[code - from] = (rows[code - from] as number) + 1;
  for (const [at, count] of rows.entries()) if (count > 0) counts.set(at + from, count);
  return counts;
}

/** A text of at most 256 UTF-16 units as it is; of a longer one the first 200, and its hash, which tells it from others. */
export function shortText(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, KEPT).toWellFormed()}…#${hashText(text, hash).toHex()}`;
}

const hash = new Hash64();
