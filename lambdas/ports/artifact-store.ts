import type { Readable } from 'node:stream';

/** What is known of an object without reading it. */
export interface ArtifactHead {
  /** Bytes. */
  readonly size: number;
  readonly versionId: string;
  readonly etag: string;
  readonly lastModified: Date;
  /** Lower-case hex; only of objects that were put with this checksum. */
  readonly sha256?: string;
}

export interface ArtifactSummary {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  readonly versionId?: string;
}

export interface WriteOptions {
  readonly contentType: string;
  /** Write only when nothing is there: then throws PreconditionFailed. By default an object is replaced. */
  readonly ifNoneMatch?: boolean;
}

export interface PresignedUpload {
  readonly url: string;
  /** Headers that the upload has to send as they stand. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The versioned bucket of a platform. Reads throw NotFound for what is not there; the current version by default. */
export interface ArtifactStore {
  readonly bucket: string;
  head(key: string, versionId?: string): Promise<ArtifactHead>;
  readText(key: string, versionId?: string): Promise<string>;
  readBytes(key: string, versionId?: string): Promise<Buffer>;
  readStream(key: string, versionId?: string): Promise<Readable>;
  /** The bytes from `start` up to and without `end`; fewer, or none, where the object ends before. */
  readRange(key: string, start: number, end: number, versionId?: string): Promise<Buffer>;
  write(key: string, body: string | Uint8Array, options: WriteOptions): Promise<{ readonly versionId: string }>;
  copy(sourceKey: string, targetKey: string, versionId?: string): Promise<{ readonly versionId: string }>;
  /** Current objects below a prefix in key order, those after `startAfter` only. */
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<ArtifactSummary>;
  /** A URL that accepts one PUT of the object; with `sha256` (hex) of that content only. */
  presignUpload(
    key: string,
    options: { readonly sha256?: string; readonly expiresSeconds: number },
  ): Promise<PresignedUpload>;
}
