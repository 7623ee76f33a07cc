import { canonicalJson, type Json } from '../canonical-json.js';
import type { AuditRecord } from '../registry/records.js';
import type { Image } from './replay-model.js';

type Attributes = { readonly [name: string]: Json | undefined };

const isObject = (value: Json | undefined): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The image of an item, to compare with the one in its audit record. Anything in the item that no release writes makes
 * the image another one: further attributes, a revision or a kind that does not agree with the record's own.
 */
export function storedImage({ schemaVersion, kind, revision, record, restored, ...further }: Attributes): Attributes {
  if (!isObject(record)) return { schemaVersion, kind, revision, record: record ?? null, further };
  const agrees = record.kind === kind && record.revision === Number(revision) - 1;
  const known = restored === undefined || restored === true;
  const strange =
    agrees && known && Object.keys(further).length === 0 ? {} : { strange: { kind, restored, ...further } };
  return { ...record, revision, schemaVersion, ...strange };
}

/** An item as the table holds it, of an image. Items of a rebuilt table are marked, so that nobody publishes them again. */
export function itemOfImage({ schemaVersion, revision, ...record }: Image): Attributes {
  return { schemaVersion, kind: record.kind, revision, record: { ...record, revision: revision - 1 }, restored: true };
}

/** The item of an audit record, in the same way. */
export const itemOfAuditRecord = (record: AuditRecord): Attributes => ({
  schemaVersion: 1,
  kind: 'AuditRecord',
  revision: 1,
  record: { ...record },
  restored: true,
});

/** The head of a model: its image, with the end of its chain. */
export function itemOfHead(image: Image, auditSeq: number, auditHash: string): Attributes {
  const { record, ...item } = itemOfImage(image);
  return { ...item, record: { ...(isObject(record) ? record : {}), auditSeq, auditHash } };
}

/** Whether two items have the same content, whoever of them was restored. */
export function isSameItem({ restored: _a, ...a }: Attributes, { restored: _b, ...b }: Attributes): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
