import { registryKeys } from '../../../lib/contracts/index.js';
import type { AuditFindings } from '../../domain/audit/audit-finding.js';
import type { ChainCheck } from '../../domain/audit/check-chain.js';
import { imageHash, keyOfText, keyText, type ModelReplay } from '../../domain/audit/replay-model.js';
import { storedImage } from '../../domain/audit/stored-item.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { RawItem, RegistryArchive } from '../../ports/registry-archive.js';
import { itemsAt, itemsBesideRecords } from './read-items.js';
import { seqOf, storedEntry } from './read-trail.js';

/** How often what does not fit is read again, while the model keeps changing. */
const ROUNDS = 10;

/** Compares items with what the replay says of them. */
export class ItemCheck {
  present = 0;
  /** Keys of what does not fit, with what the table has there. */
  private suspects = new Map<string, { readonly key: RecordKey; readonly item?: RawItem }>();

  constructor(
    private readonly archive: RegistryArchive,
    private readonly model: string,
    private readonly replay: ModelReplay,
    private readonly check: ChainCheck,
  ) {}

  /** Audit records lie between the items, and are not read again. */
  async readAll(seen: readonly RecordKey[]): Promise<void> {
    const pk = registryKeys.modelPartition(this.model);
    const left = new Set(this.replay.expected.keys());
    if (this.replay.head !== undefined) left.add(this.replay.headKey);
    for await (const item of itemsBesideRecords(this.archive, pk)) {
      left.delete(keyText(item));
      this.take(item, item);
    }
    const others = new Map(seen.map((key) => [keyText(key), key]));
    for (const key of left) others.set(key, keyOfText(key));
    await this.readKeys([...others.values()]);
  }

  /** Reads what does not fit anew, with the records that came meanwhile, until it stays as it is. */
  async settle(): Promise<void> {
    for (let round = 0, quiet = 0; round < ROUNDS && quiet < 2 && this.suspects.size > 0; round += 1) {
      quiet = (await this.applyFurther()) === 0 ? quiet + 1 : 0;
      const again = [...this.suspects.values()];
      this.suspects = new Map();
      await this.readKeys(again.map(({ key }) => key));
    }
  }

  report(findings: AuditFindings): void {
    for (const [text, { item }] of this.suspects) {
      const expected = this.replay.expected.get(text);
      if (text === this.replay.headKey && this.replay.head !== undefined) this.reportHead(findings, item);
      else if (expected === undefined) {
        findings.add({
          kind: 'item-unaudited',
          item: text,
          message: `${text} lies in the table, and no audit record wrote it`,
        });
      } else {
        const { seq } = expected;
        const missing = `${text} is gone from the table; audit record ${seq} wrote it last`;
        const edited = `${text} is not as audit record ${seq} left it: it was changed in the table without one`;
        const what =
          item === undefined
            ? { kind: 'item-missing' as const, message: missing }
            : { kind: 'item-edited' as const, message: edited };
        findings.add({ ...what, seq, item: text });
      }
    }
  }

  private reportHead(findings: AuditFindings, item: RawItem | undefined): void {
    const text = this.replay.headKey;
    if (item === undefined) {
      const message = `${text}, the head of the model, is gone from the table`;
      findings.add({ kind: 'item-missing', item: text, message });
      return;
    }
    const auditSeq = Number(storedImage(item.attributes).auditSeq);
    if (auditSeq > this.check.last) {
      findings.addRecord('record-missing', this.check.last + 1, auditSeq);
      return;
    }
    const wrong = this.wrongInHead(item).join('; ');
    findings.add({
      kind: 'head-edited',
      item: text,
      message: `the head of the model was changed without an audit record: ${wrong}`,
    });
  }

  private async readKeys(keys: readonly RecordKey[]): Promise<void> {
    for await (const { key, item } of itemsAt(this.archive, keys)) this.take(key, item);
  }

  private take(key: RecordKey, item: RawItem | undefined): void {
    if (item !== undefined) this.present += 1;
    const text = keyText(key);
    if (!this.fits(text, item)) this.suspects.set(text, { key, ...(item === undefined ? {} : { item }) });
  }

  private fits(text: string, item: RawItem | undefined): boolean {
    if (text === this.replay.headKey && this.replay.head !== undefined)
      return item !== undefined && this.wrongInHead(item).length === 0;
    const expected = this.replay.expected.get(text);
    if (item === undefined || expected === undefined) return item === undefined && expected === undefined;
    return imageHash(storedImage(item.attributes)) === expected.hash;
  }

  /** Each field of the head that is not what it should be. */
  private wrongInHead({ attributes }: RawItem): string[] {
    const { auditSeq, auditHash, ...rest } = storedImage(attributes);
    const { end, last } = this.check;
    const isEnd = auditSeq === end.seq || (Number(auditSeq) > end.seq && auditSeq === last);
    const expected: Readonly<Record<string, unknown>> = this.replay.head ?? {};
    const names = [...new Set([...Object.keys(rest), ...Object.keys(expected)])];
    const wrong = names.filter((name) => canonicalJson([rest[name]]) !== canonicalJson([expected[name]]));
    return [
      ...wrong.map((name) => `${name} is ${shown(rest[name])}, by the audit records it is ${shown(expected[name])}`),
      ...(isEnd ? [] : [`auditSeq is ${shown(auditSeq)}, the newest audit record in the table is ${end.seq}`]),
      ...(auditSeq !== end.seq || end.hash === undefined || auditHash === end.hash
        ? []
        : ['auditHash is not the hash of the newest audit record']),
    ];
  }

  private async applyFurther(): Promise<number> {
    const pk = registryKeys.modelPartition(this.model);
    let applied = 0;
    const after = registryKeys.audit(this.check.end.seq);
    for await (const item of this.archive.items(pk, { prefix: registryKeys.auditPrefix, after })) {
      const seq = seqOf(item.sk);
      if (Number.isNaN(seq)) continue;
      const record = this.check.take({ seq, late: true, stored: storedEntry(this.model, item) });
      if (record !== undefined) this.replay.apply(record);
      applied += 1;
    }
    return applied;
  }
}

const shown = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));
