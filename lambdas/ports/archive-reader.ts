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
  /** Bytes after decompression, headers and padding included. @default 8 GiB */
  readonly maxExpandedBytes?: number;
  /** Expanded bytes for each compressed one, beyond the first 16 MB. @default 100 */
  readonly maxRatio?: number;
  /** Gets what is wrong with one entry, which is then left out. By default it is thrown. */
  readonly onProblem?: (problem: string) => void;
}

/**
 * Reads a gzipped tar in one pass; directories are left out.
 * @throws InvalidInput when it is damaged, over a limit, or has an entry that is not a plain file at a safe path
 */
export type ReadArchive = (source: AsyncIterable<Uint8Array>, limits?: ArchiveLimits) => AsyncIterable<ArchiveEntry>;

/**
 * Reads a zip that comes as a stream; it lies in a temporary file meanwhile, which is removed when reading ends.
 * @throws InvalidInput when it is damaged, over a limit, encrypted, says of an entry two different things, or has an
 * entry that is not a plain file at a safe path
 */
export type ReadZip = ReadArchive;
