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
  /** Models that have an anchor or a copy, deleted ones included; each once. */
  models(): AsyncIterable<string>;
  /** In the order of their numbers. */
  anchors(model: string): AsyncIterable<StoredAnchor>;
  /** In the order of their numbers. */
  copies(model: string): AsyncIterable<StoredCopy>;
}
