import { auditHash } from '../registry/change.js';
import type { AuditRecord } from '../registry/records.js';
import type { Anchor } from './anchor.js';
import type { AuditFindings } from './audit-finding.js';

/** Everything that is known of one audit record. */
export interface TrailEntry {
  readonly seq: number;
  /** It came while the others were read: nobody looked for its anchor and its copy. */
  readonly late?: true;
  /** In the table; `record` is undefined when what lies there is no audit record of this number. */
  readonly stored?: { readonly record: AuditRecord | undefined };
  /** The first version under Object Lock; `anchor` is undefined when it holds none. */
  readonly anchored?: { readonly anchor: Anchor | undefined; readonly overwritten: number; readonly deleted: number };
  /** In the artifact bucket; `record` is undefined when what lies there is no audit record of this number. */
  readonly copied?: { readonly record: AuditRecord | undefined };
}

/** Whether a record hashes to what it says of itself. */
export const isWhole = (record: AuditRecord | undefined): record is AuditRecord =>
  record !== undefined && auditHash(record) === record.hash;

/** Records of release 0.1 were not anchored; they have no image of the head. */
const isAnchoredRelease = ({ after }: AuditRecord): boolean =>
  after.some(
    (image) => typeof image === 'object' && image !== null && 'kind' in image && image.kind === 'RegisteredModel',
  );

/**
 * Walks along the audit records of a model, each beside its anchor and its copy, and says what does not fit. Answers
 * each time with the record as it was written, as far as that can be known, for the replay.
 */
export class ChainCheck {
  records = 0;
  anchors = 0;
  copies = 0;
  /** Records that are too young to miss their anchor or copy. */
  pending = 0;
  /** Number of the newest record, wherever it was seen. */
  last = 0;
  /** Number and hash of the newest record in the table; no hash where it can't be read. */
  end: { readonly seq: number; readonly hash?: string } = { seq: 0, hash: '' };
  private anchoring = false;

  /** `settledBefore`: records from before this ISO time must have their anchor and their copy. */
  constructor(
    private readonly findings: AuditFindings,
    private readonly settledBefore: string,
  ) {}

  /** Takes what is known of the next record. Numbers grow, and may leave out some that are nowhere. */
  take(entry: TrailEntry): AuditRecord | undefined {
    const { seq, stored, anchored, copied } = entry;
    if (seq > this.last + 1) this.findings.addRecord('record-missing', this.last + 1, seq - 1);
    this.last = seq;
    if (anchored !== undefined) this.takeAnchor(seq, anchored);
    if (copied !== undefined) this.copies += 1;
    const anchor = anchored?.anchor;
    const copy =
      isWhole(copied?.record) && (anchor?.hash ?? copied.record.hash) === copied.record.hash
        ? copied.record
        : undefined;
    if (copied !== undefined && copy === undefined) this.findings.addRecord('copy-edited', seq);
    if (stored === undefined) {
      this.findings.addRecord('record-missing', seq);
      return copy;
    }
    this.records += 1;
    return this.takeStored(entry, stored.record, copy);
  }

  private takeAnchor(seq: number, { anchor, overwritten, deleted }: NonNullable<TrailEntry['anchored']>): void {
    this.anchors += 1;
    this.anchoring = true;
    if (anchor === undefined) this.findings.addRecord('anchor-unreadable', seq);
    if (overwritten > 0) this.findings.addRecord('anchor-overwritten', seq);
    if (deleted > 0) this.findings.addRecord('anchor-deleted', seq);
  }

  private takeStored(
    entry: TrailEntry,
    record: AuditRecord | undefined,
    copy: AuditRecord | undefined,
  ): AuditRecord | undefined {
    const { seq, anchored } = entry;
    const before = this.end;
    const known = anchored?.anchor?.hash ?? copy?.hash;
    const hash = record?.hash ?? known;
    this.end = { seq, ...(hash === undefined ? {} : { hash }) };
    const isUnknown = before.seq !== seq - 1 || before.hash === undefined;
    const follows = isUnknown || before.hash === record?.previousHash;
    const agrees = known === undefined || known === record?.hash;
    if (!isWhole(record)) this.findings.addRecord('record-edited', seq);
    else if (!agrees) this.findings.addRecord('chain-recomputed', seq);
    else if (!follows) this.findings.addRecord('chain-broken', seq);
    if (record !== undefined) this.missWhatLacks(record, entry);
    return isWhole(record) && agrees ? record : (copy ?? record);
  }

  private missWhatLacks(record: AuditRecord, { anchored, copied, late }: TrailEntry): void {
    const isCopied = copied !== undefined;
    const lacksAnchor = anchored === undefined && (this.anchoring || isAnchoredRelease(record));
    if (!lacksAnchor && isCopied) return;
    if (late === true || record.at >= this.settledBefore) {
      this.pending += 1;
      return;
    }
    if (lacksAnchor) this.findings.addRecord('anchor-missing', record.seq);
    if (!isCopied) this.findings.addRecord('copy-missing', record.seq);
  }
}
