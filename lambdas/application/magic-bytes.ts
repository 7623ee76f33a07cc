/** Of a file's first bytes, two at least. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Bytes that `isParquet` looks at. */
export const PARQUET_BYTES = 4;

/** Of a file's first bytes: `PAR1`. */
export const isParquet = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31;
