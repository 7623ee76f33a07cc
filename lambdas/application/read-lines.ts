import { createGunzip, type Gunzip } from 'node:zlib';
import { DependencyUnavailable, MlopsError } from '../domain/errors.js';

/** A line of a text object, numbered from 1, or why there is none. */
export type Line =
  | { readonly kind: 'line'; readonly number: number; readonly text: string }
  /** Longer than the limit; its content was not kept. */
  | { readonly kind: 'too-long'; readonly number: number }
  /** The object ends in the middle of its compression, or is damaged there; lines before it were given. */
  | { readonly kind: 'damaged'; readonly reason: string };

/** Bytes of a line that are kept: above the largest record of Firehose and of an endpoint's own capture. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * The lines of an object that are not blank, in bounded memory: of gzip (one member or several), known by its first two
 * bytes, or of plain text.
 * @throws DependencyUnavailable when the source fails on the way
 */
export const readLines = (source: AsyncIterable<Uint8Array>): AsyncIterable<Line> =>
  readLinesUpTo(source, MAX_LINE_BYTES);

export async function* readLinesUpTo(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Line> {
  const lines = new LineSplitter(limit);
  const chunks = expand(source);
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch (error) {
      if (!isZlibError(error)) throw brokenSource(error);
      yield* lines.end();
      yield { kind: 'damaged', reason: error.message };
      return;
    }
    if (next.done === true) break;
    yield* lines.push(next.value);
  }
  yield* lines.end();
}

/** A connection that ended in the middle of a body can be made again. */
function brokenSource(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MlopsError) return error;
  return new DependencyUnavailable(`The object could not be read to its end: ${error.message}`, { cause: error });
}

/** Cuts chunks at newlines; of a line over the limit only the fact is kept. */
class LineSplitter {
  private parts: Uint8Array[] = [];
  private size = 0;
  private number = 0;

  constructor(private readonly limit: number) {}

  *push(chunk: Uint8Array): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      yield* this.end();
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  *end(): Generator<Line> {
    const { size, parts } = this;
    this.parts = [];
    this.size = 0;
    this.number += 1;
    const { number } = this;
    if (size > this.limit) yield { kind: 'too-long', number };
    else {
      const text = Buffer.concat(parts).toString('utf8').trim();
      if (text !== '') yield { kind: 'line', number, text };
    }
  }

  private keep(part: Uint8Array): void {
    this.size += part.byteLength;
    if (this.size > this.limit) this.parts = [];
    else if (part.byteLength > 0) this.parts.push(part);
  }
}

async function* expand(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.byteLength < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = (async function* () {
    yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  })();
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole);
  else yield* whole;
}

/** Feeds the decompressor as it is read from, so that neither side piles up. */
async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip();
  const feeding = feed(source, stream);
  feeding.catch(() => undefined);
  try {
    yield* stream as AsyncIterable<Buffer>;
    await feeding;
  } finally {
    stream.destroy();
  }
}

async function feed(source: AsyncIterable<Uint8Array>, stream: Gunzip): Promise<void> {
  try {
    for await (const chunk of source) {
      if (stream.destroyed) return;
      if (!stream.write(chunk)) {
        await new Promise<void>((resolve) => {
          stream.once('drain', resolve);
          stream.once('close', resolve);
        });
      }
    }
    stream.end();
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

const isZlibError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
