/**
 * Every record has the revision that was read; 0 is one that is not stored yet. A commit writes `revision + 1`, and
 * only when the stored revision is still the one that was read. All times are ISO 8601 in UTC.
 */
export interface Stored {
  readonly model: string;
  readonly revision: number;
}
