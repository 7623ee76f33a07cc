import type { ColumnKind } from '../../domain/columns/column-side.js';
import type { InputColumn } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';

/** What the records of a model hold. */
export interface CaptureSchema {
  /** Rows without names follow their order. */
  readonly columns: readonly InputColumn[];
  readonly prediction: ColumnKind;
}

/** An object that holds captured records. Both reads throw NotFound once it is deleted. */
export interface CaptureObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  stream(): Promise<AsyncIterable<Uint8Array>>;
  /** The bytes from `start` up to and without `end`. */
  range(start: number, end: number): Promise<Uint8Array>;
}

/** An object of the platform's bucket. */
export const storedCaptureObject = (
  artifacts: Pick<ArtifactStore, 'readStream' | 'readRange'>,
  { key, size, lastModified }: Pick<CaptureObject, 'key' | 'size' | 'lastModified'>,
): CaptureObject => ({
  key,
  size,
  lastModified,
  stream: () => artifacts.readStream(key),
  range: (start, end) => artifacts.readRange(key, start, end),
});
