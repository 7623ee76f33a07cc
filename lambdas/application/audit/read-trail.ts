import { registryKeys } from '../../../lib/contracts/index.js';
import type { TrailEntry } from '../../domain/audit/check-chain.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { AuditTrail, StoredAnchor, StoredCopy } from '../../ports/audit-trail.js';
import type { RawItem, RegistryArchive } from '../../ports/registry-archive.js';
import { readAnchor, readAuditCopy, readAuditRecord } from '../documents/audit-objects.js';

/** The number in an audit record's sort key; NaN in one that is none. */
export const seqOf = (sk: string): number =>
  /^AUDIT#\d{12}$/.test(sk) ? Number(sk.slice(registryKeys.auditPrefix.length)) : Number.NaN;

export const storedEntry = (model: string, { sk, attributes }: RawItem): NonNullable<TrailEntry['stored']> => {
  const { record, kind, schemaVersion, revision, restored, ...further } = attributes;
  const isOurs = kind === 'AuditRecord' && schemaVersion === 1 && revision === 1 && Object.keys(further).length === 0;
  const isMarked = restored === undefined || restored === true;
  return { record: isOurs && isMarked ? readAuditRecord(record, model, seqOf(sk)) : undefined };
};

export const anchoredEntry = (model: string, anchor: StoredAnchor): NonNullable<TrailEntry['anchored']> => ({
  anchor: readAnchor(anchor.text, model, anchor.seq),
  overwritten: anchor.overwritten,
  deleted: anchor.deleted,
});

export const copiedEntry = (model: string, copy: StoredCopy): NonNullable<TrailEntry['copied']> => ({
  record: readAuditCopy(copy.text, model, copy.seq),
});

/**
 * Each audit record of a model as the table, the anchors and the copies have it, in the order of their numbers, one at a
 * time. With `lookAgain`, one that the table seems to lack is looked for once more: it may have come after its page was
 * read. What lies among them under another key goes to `onStray`.
 */
export async function* readTrail(
  archive: RegistryArchive,
  trail: AuditTrail,
  model: string,
  options: { readonly onStray: (key: RecordKey) => void; readonly lookAgain: boolean },
): AsyncIterable<TrailEntry> {
  const pk = registryKeys.modelPartition(model);
  const stored = new Cursor(archive.items(pk, { prefix: registryKeys.auditPrefix }), ({ sk }) => {
    const seq = seqOf(sk);
    if (!(seq > 0)) options.onStray({ pk, sk });
    return seq;
  });
  const anchors = new Cursor(trail.anchors(model), ({ seq }) => seq);
  const copies = new Cursor(trail.copies(model), ({ seq }) => seq);
  for (;;) {
    const seq = Math.min(await stored.seq(), await anchors.seq(), await copies.seq());
    if (seq === Number.POSITIVE_INFINITY) return;
    const anchor = await anchors.takeIf(seq);
    const copy = await copies.takeIf(seq);
    const listed = await stored.takeIf(seq);
    const isSought = listed === undefined && options.lookAgain;
    const item = isSought ? await archive.item({ pk, sk: registryKeys.audit(seq) }) : listed;
    yield {
      seq,
      ...(item === undefined ? {} : { stored: storedEntry(model, item) }),
      ...(anchor === undefined ? {} : { anchored: anchoredEntry(model, anchor) }),
      ...(copy === undefined ? {} : { copied: copiedEntry(model, copy) }),
    };
  }
}

/** Looks one ahead in numbered things. */
class Cursor<T> {
  private readonly iterator: AsyncIterator<T>;
  private next: Promise<IteratorResult<T>> | undefined;
  private known: number | undefined;

  constructor(
    source: AsyncIterable<T>,
    private readonly seqOfOne: (value: T) => number,
  ) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** Number of the next one; Infinity at the end. What has no number is passed by. */
  async seq(): Promise<number> {
    while (this.known === undefined) {
      this.next = this.iterator.next();
      const { done, value } = await this.next;
      const seq = done === true ? Number.POSITIVE_INFINITY : this.seqOfOne(value);
      if (seq > 0) this.known = seq;
    }
    return this.known;
  }

  async takeIf(seq: number): Promise<T | undefined> {
    if ((await this.seq()) !== seq) return undefined;
    const result = await this.next;
    this.known = undefined;
    return result?.value;
  }
}
