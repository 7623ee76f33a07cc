import type { AuditRecord } from '../registry/records.js';

/** What is kept of an audit record under Object Lock. A record's hash covers all records before it. */
export interface Anchor {
  readonly model: string;
  readonly seq: number;
  readonly hash: string;
  readonly previousHash: string;
  /** Time of the change, ISO 8601. */
  readonly at: string;
}

export const anchorOf = ({ model, seq, hash, previousHash, at }: AuditRecord): Anchor => ({
  model,
  seq,
  hash,
  previousHash,
  at,
});
