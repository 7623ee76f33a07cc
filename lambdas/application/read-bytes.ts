import { createGunzip, type Gunzip } from 'node:zlib';
import { DependencyUnavailable, InvalidInput, MlopsError } from '../domain/errors.js';
import { isGzip } from './magic-bytes.js';

/** Bytes that the decompressor gives at a time. */
const CHUNK_BYTES = 256 * 1024;

/**
 * What an object holds, in bounded memory: of gzip (one member or several), known by its first two bytes, its content, else
 * the bytes themselves.
 * @throws DependencyUnavailable when the source fails on the way
 * @throws InvalidInput when the compression ends in the middle or is damaged; what stands before was given
 */
export async function* readBytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    const { head, whole } = await peekBytes(source, 2);
    yield* isGzip(head) ? gunzip(whole) : whole;
  } catch (error) {
    if (isZlibError(error)) throw new InvalidInput(`the compression is damaged: ${error.message}`, { cause: error });
    throw brokenSource(error);
  }
}

/**
 * The first bytes of a source, `least` or more unless it ends or fails before, and the whole of it: a failure comes after what
 * stands before it.
 */
export async function peekBytes(
  source: AsyncIterable<Uint8Array>,
  least: number,
): Promise<{ readonly head: Uint8Array; readonly whole: AsyncGenerator<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let failure: { readonly cause: unknown } | undefined;
  try {
    while (head.byteLength < least) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = head.byteLength === 0 ? next.value : Buffer.concat([head, next.value]);
    }
  } catch (cause) {
    failure = { cause };
  }
  const whole = (async function* () {
    try {
      if (head.byteLength > 0) yield head;
      if (failure !== undefined) throw failure.cause;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  })();
  return { head, whole };
}

/** A connection that ended in the middle of a body can be made again. */
export function brokenSource(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof MlopsError) return error;
  return new DependencyUnavailable(`The object could not be read to its end: ${error.message}`, { cause: error });
}

/** Feeds the decompressor as it is read from, so that neither side piles up. */
async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
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
        await drained(stream);
      }
    }
    stream.end();
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Or closed: then there is nothing to wait for. */
const drained = (stream: Gunzip): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      stream.off('drain', wake).off('close', wake);
      resolve();
    };
    stream.on('drain', wake).on('close', wake);
  });

const isZlibError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
