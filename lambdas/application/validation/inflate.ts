import { Readable } from 'node:stream';
import { constants, createGunzip, createInflate, inflateSync } from 'node:zlib';
import { InvalidInput, MlopsError } from '../../domain/errors.js';
import { isGzip } from '../magic-bytes.js';
import type { ExpansionBudget } from './expansion-budget.js';

/** Inflated bytes for each that came, beyond the first 16 MB. */
const MOST_RATIO = 100;
const FREE_BYTES = 16 * 1024 ** 2;
/** Bytes that tell a zlib stream from what only starts like one; joblib inflates more at once, and stops at a damage. */
const PROBE_BYTES = 512;

/** Compressions that joblib looks through when it loads; those of zlib can be read here as well. */
export type Compression = Inflatable | 'bzip2' | 'xz' | 'LZMA' | 'LZ4' | 'Zstandard';
export type Inflatable = 'gzip' | 'zlib';

const OTHERS: readonly (readonly [Compression, string])[] = [
  ['bzip2', '425a'],
  ['xz', 'fd377a58'],
  ['LZMA', '5d00'],
  ['LZ4', '04224d18'],
  ['Zstandard', '28b52ffd'],
];

/** How a file that joblib loads is compressed; undefined when it is not. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const [first, second] = head;
  if (isGzip(head)) return 'gzip';
  if (first === 0x78 && second !== undefined && (first * 256 + second) % 31 === 0) return 'zlib';
  const start = Buffer.from(head.subarray(0, 6)).toString('hex');
  return OTHERS.find(([, magic]) => start.startsWith(magic))?.[0];
}

export const isInflatable = (compression: Compression): compression is Inflatable =>
  compression === 'gzip' || compression === 'zlib';

/** Whether a file is a zlib stream by its content: two bytes start many a text and many a row of numbers. */
export function isZlib(head: Uint8Array): boolean {
  if (compressionOf(head) !== 'zlib') return false;
  try {
    inflateSync(head.subarray(0, PROBE_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
    return true;
  } catch {
    return false;
  }
}

export interface InflateOptions {
  readonly compression: Inflatable;
  /** Shared by all that is compressed in an artifact. */
  readonly budget: ExpansionBudget;
}

/**
 * The bytes of a zlib stream or a gzip, with nothing after it. A fault of the source is thrown as it is.
 * @throws InvalidInput when it is damaged or inflates to too much
 */
export async function* inflate(
  source: AsyncIterable<Uint8Array>,
  { compression, budget }: InflateOptions,
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
      budget.take(chunk.length);
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
