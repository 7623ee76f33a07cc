const NEWLINE = 0x0a;

/** Bytes of a line that are kept: above the largest record of Firehose and of an endpoint's own capture. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Where a line stands in `bytes`, its newline left out; null for one over the limit, of which nothing was kept. */
export interface LineBytes {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer | null;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts chunks at newlines without copying, but for lines that span chunks. Of empty lines in a row the last one comes. Give a chunk, then take lines until null.
 */
export class LineSplitter {
  private chunk: Buffer = Buffer.alloc(0);
  private position = 0;
  /** The beginning of a line whose end has not come. */
  private parts: Uint8Array[] = [];
  private size = 0;
  private number = 0;

  constructor(private readonly limit: number = MAX_LINE_BYTES) {}

  give(chunk: Uint8Array): void {
    this.chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.position = 0;
  }

  next(): LineBytes | null {
    const { chunk, position: start } = this;
    const end = chunk.indexOf(NEWLINE, start);
    if (end < 0) {
      this.keep(chunk.subarray(start));
      this.position = chunk.length;
      return null;
    }
    this.position = end + 1;
    if (this.size > 0) {
      this.keep(chunk.subarray(start, end));
      return this.take();
    }
    this.number += 1;
    if (end === start) this.skipEmpty();
    return { number: this.number, bytes: end - start > this.limit ? null : chunk, start, end };
  }

  /** Goes to the last of a run of empty lines: one of them stands for all. */
  private skipEmpty(): void {
    const { chunk } = this;
    let at = this.position;
    while (chunk[at] === NEWLINE) at += 1;
    this.number += at - this.position;
    this.position = at;
  }

  /** What stands behind the last newline. */
  last(): LineBytes | null {
    return this.size === 0 ? null : this.take();
  }

  private take(): LineBytes {
    const bytes = this.size > this.limit ? null : Buffer.concat(this.parts);
    this.parts = [];
    this.size = 0;
    this.number += 1;
    return { number: this.number, bytes, start: 0, end: bytes?.length ?? 0 };
  }

  private keep(part: Uint8Array): void {
    if (part.byteLength === 0) return;
    this.size += part.byteLength;
    if (this.size > this.limit) this.parts = [];
    else this.parts.push(part);
  }
}
