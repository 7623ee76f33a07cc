/** One captured inference, its values in the order of the model's columns; undefined is a field that is not there. */
export interface MonitoredRecord {
  /** `<inference id>#<row>`. */
  readonly id: string;
  /** The version that answered, where the capture says so. */
  readonly version: number | null;
  readonly prediction: string | number | boolean | null;
  readonly probability: number | null;
  readonly values: readonly Cell[];
}

export type Cell = number | string | boolean | null | undefined;

interface Entry {
  readonly hash: number;
  readonly record: MonitoredRecord;
}

/**
 * A uniform sample of distinct records that merges: the `capacity` records whose ids have the smallest hash
 * (a bottom-k sketch: E. Cohen and H. Kaplan, PODC 2007). The same records give the same sample in any order and any
 * split, a record that came twice counts once, and up to `capacity` records the sample is all of them.
 */
export class RecordSample {
  private entries = new Map<string, Entry>();
  private bound = Number.POSITIVE_INFINITY;

  constructor(private readonly capacity: number) {}

  add(record: MonitoredRecord): void {
    const hash = hashText(record.id);
    if (hash > this.bound) return;
    const held = this.entries.get(record.id);
    if (held !== undefined && order(held.record, record) <= 0) return;
    this.entries.set(record.id, { hash, record });
    if (this.entries.size >= 2 * this.capacity) this.shrink();
  }

  addAll(records: Iterable<MonitoredRecord>): void {
    for (const record of records) this.add(record);
  }

  /** The sample, by hash and then by id. */
  records(): MonitoredRecord[] {
    this.shrink();
    return [...this.entries.values()].map((entry) => entry.record);
  }

  private shrink(): void {
    const kept = [...this.entries.values()]
      .sort((a, b) => a.hash - b.hash || (a.record.id < b.record.id ? -1 : 1))
      .slice(0, this.capacity);
    this.entries = new Map(kept.map((entry) => [entry.record.id, entry]));
    if (kept.length === this.capacity) this.bound = kept.at(-1)?.hash ?? this.bound;
  }
}

/** Of two records with one id the lesser text stays, so that the choice does not depend on their order. */
function order(a: MonitoredRecord, b: MonitoredRecord): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** 53 bits of a text: two multiplicative 32-bit hashes with MurmurHash3's finalizer (A. Appleby). */
export function hashText(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = finalize(high ^ low);
  low = finalize(low ^ high);
  return (high & 0x1fffff) * 2 ** 32 + low;
}

function finalize(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
