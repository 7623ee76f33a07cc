/** The first version of an anchor, and what happened to it later. */
export interface StoredAnchor {
  readonly seq: number;
  readonly text: string;
  readonly writtenAt: Date;
  /** How many versions were put over the first one. */
  readonly overwritten: number;
  /** How many times it was deleted; the versions stay. */
  readonly deleted: number;
}

/** The current copy of an audit record. */
export interface StoredCopy {
  readonly seq: number;
  readonly text: string;
}

/** What was written of the audit chains outside of the registry's table: their anchors, and the copies of the records. */
export interface AuditTrail {
  /** Whether each anchor is locked as it is written: the bucket has Object Lock with a default retention. Undefined without anchors. */
  areAnchorsLocked(): Promise<boolean | undefined>;
  /** Models of whose anchors, deleted ones included, or copies there is a folder, whatever it holds; each once. */
  models(): AsyncIterable<string>;
  /** Keys of all objects that lie there now, in the folders of a model or in all: anchors, copies, and what is neither. */
  objects(model?: string): AsyncIterable<string>;
  /** In the order of their numbers, from 1. */
  anchors(model: string): AsyncIterable<StoredAnchor>;
  /** In the order of their numbers, from 1. */
  copies(model: string): AsyncIterable<StoredCopy>;
}
