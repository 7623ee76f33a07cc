import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InvalidInput, MlopsError } from '../../domain/errors.js';

const CHUNK = 256 * 1024;
/** Expanded bytes that no ratio is asked of. */
export const FREE_BYTES = 16 * 1024 ** 2;

export interface ExpansionLimits {
  readonly maxExpandedBytes: number;
  readonly maxRatio: number;
}

/**
 * The bytes of one gzip member, with nothing after it. A fault of the source is thrown as it is. Stopping early stops
 * the source.
 * @throws InvalidInput when it is damaged or over a limit
 */
export async function* expandGzip(
  source: AsyncIterable<Uint8Array>,
  { maxExpandedBytes, maxRatio }: ExpansionLimits,
): AsyncGenerator<Uint8Array> {
  let sourceFault: unknown;
  let compressed = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        compressed += chunk.length;
        yield chunk;
      }
    } catch (error) {
      sourceFault = error;
      throw error;
    }
  }
  let expanded = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      expanded += chunk.length;
      if (expanded > maxExpandedBytes) {
        done(new InvalidInput(`archive expands to more than the allowed ${maxExpandedBytes} bytes`));
      } else if (expanded > compressed * maxRatio + FREE_BYTES) {
        done(
          new InvalidInput(
            `archive expands to more than ${maxRatio} times its ${compressed} compressed bytes and ${FREE_BYTES} more: that ratio is refused as a decompression bomb`,
          ),
        );
      } else done(null, chunk);
    },
  });
  const stopped = new AbortController();
  const gunzip = createGunzip({ chunkSize: CHUNK, rejectGarbageAfterEnd: true });
  let fault: unknown;
  const reading = pipeline(Readable.from(watched()), gunzip, limit, { signal: stopped.signal }).catch(
    (error: unknown) => {
      fault ??= error;
    },
  );
  try {
    for await (const chunk of limit) if (chunk instanceof Uint8Array) yield chunk;
    await reading;
    if (fault !== undefined) throw fault;
  } catch (error) {
    await reading;
    throw sourceFault ?? explained(fault ?? error);
  } finally {
    stopped.abort();
    await reading;
  }
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/unexpected end of file/, 'its gzip is cut off'],
  [/incorrect header check|unknown compression method/, 'it does not start as a gzip does'],
  [/Trailing junk/, 'there are bytes after the end of its gzip'],
  [/incorrect (data|length) check/, 'the checksum of its gzip is wrong'],
];

function explained(error: unknown): unknown {
  if (error instanceof MlopsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const reason = REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
  return new InvalidInput(`archive is not a whole gzipped tar: ${reason}`, { cause: error });
}
