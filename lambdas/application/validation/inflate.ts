import { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { InvalidInput, MlopsError } from '../../domain/errors.js';

/** Inflated bytes for each that came, beyond the first 16 MB. */
const MOST_RATIO = 100;
const FREE_BYTES = 16 * 1024 ** 2;

/** Compressions that joblib looks through when it loads; those of zlib can be read here as well. */
export type Compression = 'gzip' | 'zlib' | 'other';

/** How a file that joblib loads is compressed; undefined when it is not. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const [first, second] = head;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (first === 0x78 && second !== undefined && (first * 256 + second) % 31 === 0) return 'zlib';
  const start = Buffer.from(head.subarray(0, 6)).toString('hex');
  const others = ['425a', 'fd377a58', '5d00', '04224d18', '28b52ffd'];
  return others.some((magic) => start.startsWith(magic)) ? 'other' : undefined;
}

/**
 * The bytes of a zlib stream or a gzip, with nothing after it. A fault of the source is thrown as it is.
 * @throws InvalidInput when it is damaged or inflates to too much
 */
export async function* inflate(
  source: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  let [came, inflated] = [0, 0];
  let sourceFault: unknown;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of source) {
        came += chunk.length;
        yield chunk;
      }
    } catch (error) {
      sourceFault = error;
      throw error;
    }
  }
  const options = { rejectGarbageAfterEnd: true };
  const stream = compression === 'gzip' ? createGunzip(options) : createInflate(options);
  const input = Readable.from(counted());
  input.on('error', (error) => stream.destroy(error)).pipe(stream);
  try {
    for await (const chunk of stream) {
      inflated += chunk.length;
      if (inflated > came * MOST_RATIO + FREE_BYTES) {
        throw new InvalidInput(`it inflates to more than ${MOST_RATIO} times its ${came} bytes, which is refused`);
      }
      yield chunk;
    }
  } catch (error) {
    if (sourceFault !== undefined) throw sourceFault;
    if (error instanceof MlopsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`its compression is damaged: ${reason}`, { cause: error });
  } finally {
    input.destroy();
  }
}
