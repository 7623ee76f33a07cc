/** A regular file inside an archive. Read `body` to its end, or not at all, before the next entry is asked for. */
export interface ArchiveEntry {
  /** Relative, with forward slashes, without `.` or `..` in it. */
  readonly path: string;
  /** Bytes, expanded. */
  readonly size: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ArchiveLimits {
  /** Entries of any kind. @default 1,000 */
  readonly maxEntries?: number;
  /** Bytes after decompression, headers and padding included. @default 2 GiB */
  readonly maxExpandedBytes?: number;
}

/**
 * Reads a gzipped tar in one pass; directories are left out.
 * @throws InvalidInput when it is damaged, over a limit, or has an entry that is not a plain file at a safe path
 */
export type ReadArchive = (source: AsyncIterable<Uint8Array>, limits?: ArchiveLimits) => AsyncIterable<ArchiveEntry>;
