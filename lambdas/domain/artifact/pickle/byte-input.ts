/**
 * The bytes of a stream, as they come. Whoever runs out of them yields, is fed the next chunk and goes on; nothing is held
 * but the chunk and what was left of the one before.
 */
export class ByteInput {
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Position of the chunk's first byte. */
  #start = 0;
  #ended = false;

  constructor(position = 0) {
    this.#start = position;
  }

  /** Bytes of the stream before the next one. */
  get position(): number {
    return this.#start + this.#at;
  }

  get available(): number {
    return this.#chunk.length - this.#at;
  }

  feed(chunk: Uint8Array): void {
    const rest = this.available;
    this.#start += this.#at;
    if (rest === 0) {
      this.#chunk = chunk;
    } else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.#chunk.subarray(this.#at));
      joined.set(chunk, rest);
      this.#chunk = joined;
    }
    this.#at = 0;
  }

  end(): void {
    this.#ended = true;
  }

  /** Another input of the same bytes from here on; it has to be fed by itself. */
  fork(): ByteInput {
    const other = new ByteInput(this.position);
    other.feed(this.#chunk.subarray(this.#at));
    if (this.#ended) other.end();
    return other;
  }

  /** Waits for so many bytes; false: the stream ends before. */
  *fill(count: number): Generator<void, boolean> {
    while (this.available < count) {
      if (this.#ended) return false;
      yield;
    }
    return true;
  }

  /** Goes past so many bytes, without holding them; false: the stream ends before. */
  *skip(count: number): Generator<void, boolean> {
    let left = count;
    while (left > this.available) {
      left -= this.available;
      this.#at = this.#chunk.length;
      if (this.#ended) return false;
      yield;
    }
    this.#at += left;
    return true;
  }

  /** Goes past the next newline; false: there is none. */
  *skipLine(): Generator<void, boolean> {
    for (;;) {
      const newline = this.#chunk.indexOf(0x0a, this.#at);
      if (newline >= 0) {
        this.#at = newline + 1;
        return true;
      }
      this.#at = this.#chunk.length;
      if (this.#ended) return false;
      yield;
    }
  }

  byte(): number {
    const value = this.#chunk[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  /** The byte after so many others; undefined when it is not there yet. */
  peek(ahead = 0): number | undefined {
    return this.#chunk[this.#at + ahead];
  }

  /** A view of the next bytes, which stay: so many, or fewer where fewer are available. */
  head(count: number): Uint8Array {
    return this.#chunk.subarray(this.#at, this.#at + count);
  }

  /** Goes past bytes that are available. */
  advance(count: number): void {
    this.#at += count;
  }

  /** A view of bytes that are available. */
  take(count: number): Uint8Array {
    const view = this.#chunk.subarray(this.#at, this.#at + count);
    this.#at += count;
    return view;
  }

  /** Bytes to the next newline, counted from so many ahead; -1 when none is available. */
  lineLength(ahead = 0): number {
    const newline = this.#chunk.indexOf(0x0a, this.#at + ahead);
    return newline < 0 ? -1 : newline - this.#at - ahead;
  }
}
