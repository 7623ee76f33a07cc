/** What may be wrong with the registry of a model. */
export const FINDING_KINDS = [
  'record-missing',
  'record-edited',
  'chain-broken',
  'chain-recomputed',
  'anchor-missing',
  'anchor-overwritten',
  'anchor-deleted',
  'anchor-unreadable',
  'anchors-unlocked',
  'copy-missing',
  'copy-edited',
  'head-edited',
  'item-edited',
  'item-missing',
  'item-unaudited',
  'object-unaudited',
  'model-missing',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that is wrong, in words that a person can act on. */
export interface AuditFinding {
  readonly kind: FindingKind;
  readonly model: string;
  /** The audit record that it is about; the first of them where there is a `lastSeq`. */
  readonly seq?: number;
  readonly lastSeq?: number;
  /** Key of the item that it is about: `<pk> <sk>`. */
  readonly item?: string;
  /** Key of the object that it is about. */
  readonly object?: string;
  readonly message: string;
}

/** What is said of one audit record, or of several in a row. */
const ofRecords: Readonly<Partial<Record<FindingKind, string>>> = {
  'record-missing': 'gone from the table, though written once: an anchor, a copy, the head or a later record shows it',
  'record-edited': 'changed in the table after being written: content and hash do not agree',
  'chain-broken': 'not following the record before: one of the two was written anew',
  'chain-recomputed': 'with another hash than the anchor or the copy: written anew, hash and all',
  'anchor-missing': 'without an anchor, though older than the publisher needs',
  'anchor-overwritten': 'with an anchor that somebody wrote over; its first version is the one that counts',
  'anchor-deleted': 'with an anchor that somebody deleted; its first version is the one that counts',
  'anchor-unreadable': 'with an anchor that is none: it is not JSON, or of another record',
  'copy-missing': 'without a copy in the artifact bucket, though older than the publisher needs',
  'copy-edited': 'with a copy in the artifact bucket that differs from what was written',
};

/** A finding about one audit record, or about all from `seq` to `lastSeq`. */
export function recordFinding(kind: FindingKind, model: string, seq: number, lastSeq = seq): AuditFinding {
  const subject = seq === lastSeq ? `audit record ${seq} is` : `audit records ${seq} to ${lastSeq} are`;
  const said = `${subject} ${ofRecords[kind] ?? kind}`;
  return { kind, model, seq, ...(lastSeq === seq ? {} : { lastSeq }), message: said };
}

/** Findings in the order in which they came up; those about neighbouring records as one. */
export class AuditFindings {
  private readonly found: AuditFinding[] = [];
  private readonly open = new Map<FindingKind, AuditFinding & { readonly seq: number }>();

  constructor(private readonly model: string) {}

  add(finding: Omit<AuditFinding, 'model'>): void {
    this.found.push({ ...finding, model: this.model });
  }

  addRecord(kind: FindingKind, seq: number, lastSeq = seq): void {
    const before = this.open.get(kind);
    const joins = before !== undefined && (before.lastSeq ?? before.seq) === seq - 1;
    const finding = {
      ...recordFinding(kind, this.model, joins ? before.seq : seq, lastSeq),
      seq: joins ? before.seq : seq,
    };
    if (joins) this.found[this.found.indexOf(before)] = finding;
    else this.found.push(finding);
    this.open.set(kind, finding);
  }

  get all(): readonly AuditFinding[] {
    return this.found;
  }
}
