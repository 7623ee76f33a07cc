import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';
import type { Compressors } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';

type Decompress = (input: Uint8Array, length: number) => Uint8Array;

/** What pages of a Parquet file can be compressed with, but for Snappy, which hyparquet brings. Nobody gives more than `length`. */
export const parquetCodecs: Compressors = {
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: atLeastOne(length) }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: atLeastOne(length) }),
  ZSTD: (input, length) => decompressZstd(input, length),
  LZ4: unlessEmpty(decompressLz4),
  LZ4_RAW: unlessEmpty(decompressLz4Raw),
};

/** Node has Zstandard since 22.15; the command line runs on older ones, more slowly. */
export function decompressZstd(
  input: Uint8Array,
  length: number,
  builtIn: typeof zlib.zstdDecompressSync | null = zlib.zstdDecompressSync ?? null,
): Uint8Array {
  if (builtIn === null) return decompress(input, new Uint8Array(length));
  return builtIn(input, { maxOutputLength: atLeastOne(length) });
}

/** Zlib takes no limit of 0. */
const atLeastOne = (length: number): number => Math.max(1, length);

/** A page of missing values only holds nothing, not even a block of LZ4. */
function unlessEmpty(codec: Decompress): Decompress {
  return (input, length) => (length === 0 ? new Uint8Array() : codec(input, length));
}
