import { InvalidInput } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

const FORMAT = 1;
const MOST_CAPACITY = 2 ** 20;

/**
 * Counts of the commonest texts. Up to `capacity` different ones are all counted; where there are more, counts may be
 * too small, by at most `errorBound`, which is never more than `total / (capacity + 1)`.
 *
 * The counters of Misra and Gries (1982), merged as by P. Agarwal et al., Mergeable summaries (TODS 2013): where there are
 * too many, all lose the largest count that has no place. Adding lets them grow to twice the capacity first.
 */
export class FrequentItems {
  #counts = new Map<string, number>();
  #total = 0;
  #errorBound = 0;

  constructor(readonly capacity = 4096) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CAPACITY) {
      throw new InvalidInput(`${capacity} frequent items: expected an integer of 1 to ${MOST_CAPACITY}`);
    }
  }

  /** Of everything added. */
  get total(): number {
    return this.#total;
  }

  /** No count is too small by more than this, 0 for a text that is not there; none is too large. */
  get errorBound(): number {
    return this.#errorBound;
  }

  /** Whether every text is there with its exact count. */
  get isExact(): boolean {
    return this.#errorBound === 0;
  }

  add(text: string, count = 1): void {
    this.#count(text, count);
    this.#total += count;
    if (this.#counts.size > 2 * this.capacity) this.#reduce();
  }

  /** Throws InvalidInput for another capacity. */
  merge(other: FrequentItems): void {
    if (other.capacity !== this.capacity) {
      throw new InvalidInput(`frequent items of capacity ${this.capacity} and ${other.capacity} can't be merged`);
    }
    for (const [text, count] of other.#counts) this.#count(text, count);
    this.#total += other.#total;
    this.#errorBound += other.#errorBound;
    if (this.#counts.size > 2 * this.capacity) this.#reduce();
  }

  /** Commonest first; the same count by text. */
  counts(): Map<string, number> {
    return new Map([...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    writer.varint(this.capacity);
    writer.varint(this.#total);
    writer.varint(this.#errorBound);
    writer.varint(this.#counts.size);
    for (const [text, count] of this.counts()) {
      writer.text(text);
      writer.varint(count);
    }
  }

  static read(reader: ByteReader): FrequentItems {
    reader.version('frequent items', FORMAT);
    const capacity = reader.varint();
    reader.check(capacity >= 1 && capacity <= MOST_CAPACITY, `frequent items of capacity ${capacity}`);
    const items = new FrequentItems(capacity);
    items.#total = reader.varint();
    items.#errorBound = reader.varint();
    const length = reader.length(2);
    let counted = 0;
    for (let i = 0; i < length; i++) {
      const text = reader.text();
      const count = reader.varint();
      items.#counts.set(text, count);
      counted += count;
    }
    reader.check(
      items.#counts.size === length && length <= 2 * capacity,
      'frequent items that are doubled or too many',
    );
    const largest = items.#total / (capacity + 1);
    reader.check(
      items.#errorBound <= largest,
      `frequent items that are ${items.#errorBound} off, at most ${largest} are`,
    );
    reader.check(
      items.isExact ? counted === items.#total : counted <= items.#total,
      `frequent items that count ${counted} of ${items.#total}`,
    );
    return items;
  }

  #count(text: string, count: number): void {
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + count);
  }

  /** Leaves at most `capacity` counters. */
  #reduce(): void {
    const descending = Float64Array.from(this.#counts.values()).sort().reverse();
    const lost = descending[this.capacity] as number;
    this.#errorBound += lost;
    const left = new Map<string, number>();
    for (const [text, count] of this.#counts) if (count > lost) left.set(text, count - lost);
    this.#counts = left;
  }
}
