import { createHash } from 'node:crypto';

/** A stream that is read once: its first bytes may be looked at before, and all of it is hashed. */
export class HashedStream {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private readonly hash = createHash('sha256');
  /** Chunks that were looked at, and are still to be read. */
  private ahead: Uint8Array[] = [];
  /** Bytes so far. */
  size = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** The first bytes, as many as there are up to `count`, or a few more. */
  async head(count: number): Promise<Uint8Array> {
    let length = this.ahead.reduce((sum, chunk) => sum + chunk.length, 0);
    while (length < count) {
      const chunk = await this.next();
      if (chunk === undefined) break;
      this.ahead.push(chunk);
      length += chunk.length;
    }
    const [first, ...others] = this.ahead;
    const whole = first !== undefined && others.length === 0 ? first : Buffer.concat(this.ahead);
    this.ahead = [whole];
    return whole;
  }

  /** What was not read yet. Who stops early leaves the rest to `end`. */
  async *rest(from = 0): AsyncGenerator<Uint8Array> {
    let skip = from;
    for (;;) {
      const chunk = this.ahead.shift() ?? (await this.next());
      if (chunk === undefined) return;
      if (chunk.length > skip) yield skip === 0 ? chunk : chunk.subarray(skip);
      skip = Math.max(0, skip - chunk.length);
    }
  }

  /** Reads what nobody read, and answers with the SHA-256 of all, in lower-case hex. */
  async end(): Promise<string> {
    this.ahead = [];
    while ((await this.next()) !== undefined);
    return this.hash.digest('hex');
  }

  private async next(): Promise<Uint8Array | undefined> {
    const next = await this.iterator.next();
    if (next.done === true) return undefined;
    this.hash.update(next.value);
    this.size += next.value.length;
    return next.value;
  }
}
