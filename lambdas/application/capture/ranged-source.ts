import { UnreadableObject } from './unreadable-object.js';

/** Bytes that can be read anywhere. */
export interface RangedSource {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` up to and without `end`. */
  range(start: number, end: number): Promise<Uint8Array>;
}

/** The bytes of a source from `start` up to and without `end`, all of them. */
export async function wholeRange(source: RangedSource, start: number, end: number): Promise<Uint8Array> {
  if (!(start >= 0 && start <= end && end <= source.size)) {
    throw new UnreadableObject(`the Parquet file points to bytes ${start} to ${end}, and has ${source.size}`);
  }
  const bytes = await source.range(start, end);
  if (bytes.byteLength === end - start) return bytes;
  throw new UnreadableObject(`the Parquet file ends before byte ${end}: it was replaced or cut off`);
}

export const heldSource = (bytes: Uint8Array): RangedSource => ({
  size: bytes.byteLength,
  range: async (start, end) => bytes.subarray(start, end),
});

/** Reads a part of a source from front to end, a window at a time. */
export class SequentialBytes {
  private held: Uint8Array = new Uint8Array();

  constructor(
    private readonly source: RangedSource,
    private position: number,
    private readonly end: number,
    private readonly window: number,
  ) {}

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.position;
  }

  /** The next bytes, `least` or more, or all that are left; they stay the next. */
  async peek(least: number): Promise<Uint8Array> {
    const wanted = Math.min(least, this.left);
    const { held, position } = this;
    if (held.byteLength < wanted) {
      const from = position + held.byteLength;
      const to = Math.min(this.end, Math.max(position + wanted, from + this.window));
      const more = await wholeRange(this.source, from, to);
      this.held = held.byteLength === 0 ? more : Buffer.concat([held, more]);
    }
    return this.held;
  }

  skip(count: number): void {
    this.held = this.held.subarray(count);
    this.position += count;
  }
}
