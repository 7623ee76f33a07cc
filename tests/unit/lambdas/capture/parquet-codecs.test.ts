import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressZstd, parquetCodecs } from '../../../../lambdas/application/capture/parquet-codecs.js';

const page = Buffer.from('captured '.repeat(1000));

describe('pages of a Parquet file', () => {
  it('in Zstandard are read with Node, and without where it lacks it', () => {
    const packed = zstdCompressSync(page);
    expect(Buffer.from(decompressZstd(packed, page.length))).toEqual(page);
    expect(Buffer.from(decompressZstd(packed, page.length, null))).toEqual(page);
  });

  it('that hold missing values only need no block of LZ4', () => {
    expect(parquetCodecs.LZ4?.(new Uint8Array(), 0)).toHaveLength(0);
    expect(parquetCodecs.LZ4_RAW?.(new Uint8Array(), 0)).toHaveLength(0);
  });
});
