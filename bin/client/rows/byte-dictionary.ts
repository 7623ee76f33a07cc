const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Numbers different byte strings from 0, in the order in which they came; holds each once, and no text of any. */
export class ByteDictionary {
  private slots = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(512);
  /** Where each string begins in the pool; one more than there are strings. */
  private starts = new Float64Array(513);
  private pool = new Uint8Array(16_384);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The number of these bytes; a new one where they were not seen. */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = FNV_OFFSET;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
    // The low bits of a text's last characters are too alike.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= hash >>> 13;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.slots[slot] as number;
      if (code < 0) return this.add(bytes, start, end, hash, slot);
      if (this.hashes[code] === hash && this.holds(code, bytes, start, end)) return code;
    }
  }

  /** By number. */
  texts(): string[] {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return Array.from({ length: this.count }, (_, code) =>
      decoder.decode(this.pool.subarray(this.starts[code], this.starts[code + 1])),
    );
  }

  private holds(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.starts[code] as number;
    if ((this.starts[code + 1] as number) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (this.pool[from + at - start] !== bytes[at]) return false;
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = this.count;
    const from = this.starts[code] as number;
    const until = from + end - start;
    while (until > this.pool.length) this.pool = longer(this.pool, new Uint8Array(2 * this.pool.length));
    for (let at = start; at < end; at++) this.pool[from + at - start] = bytes[at] as number;
    if (code === this.hashes.length) {
      this.hashes = longer(this.hashes, new Int32Array(2 * code));
      this.starts = longer(this.starts, new Float64Array(2 * code + 1));
    }
    this.hashes[code] = hash;
    this.starts[code + 1] = until;
    this.slots[slot] = code;
    this.count++;
    if (2 * this.count > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = new Int32Array(4 * this.slots.length).fill(-1);
    const mask = slots.length - 1;
    for (let code = 0; code < this.count; code++) {
      let slot = (this.hashes[code] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
    this.slots = slots;
  }
}

function longer<Values extends Uint8Array | Int32Array | Float64Array>(from: Values, to: Values): Values {
  to.set(from);
  return to;
}
