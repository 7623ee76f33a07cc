import { type ColumnSide, usable } from '../monitoring/column.js';
import { type CategoricalValues, NO_TEXT } from '../monitoring/record-batch.js';
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
    // The first two are those of NO_TEXT, turned around.
    const counts = new Uint32Array(texts.length + 2);
    for (const code of codes) {
      const at = code + 2;
      counts[at] = (counts[at] as number) + 1;
    }
    const absent = counts[NO_TEXT.absent + 2] as number;
    this.#side.rows += codes.length;
    this.#side.absent += absent;
    this.#side.missing += absent + (counts[NO_TEXT.missing + 2] as number);
    for (const [code, text] of texts.entries()) {
      const count = counts[code + 2] as number;
      if (count === 0) continue;
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

/** A text of at most 256 UTF-16 units as it is; of a longer one the first 200, and its hash, which tells it from others. */
export function shortText(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, KEPT).toWellFormed()}…#${hashText(text, hash).toHex()}`;
}

const hash = new Hash64();
