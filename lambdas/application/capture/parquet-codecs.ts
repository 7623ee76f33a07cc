import * as zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js';

/** What pages of a Parquet file can be compressed with, but for Snappy, which hyparquet brings. Nobody gives more than `length`. */
export const parquetCodecs: Compressors = {
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: atLeastOne(length) }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: atLeastOne(length) }),
  ZSTD: (input, length) => zlib.zstdDecompressSync(input, { maxOutputLength: atLeastOne(length) }),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** Zlib takes no limit of 0. */
const atLeastOne = (length: number): number => Math.max(1, length);
