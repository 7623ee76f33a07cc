import * as z from 'zod';
import type { Anchor } from '../../domain/audit/anchor.js';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';
import type { AuditRecord } from '../../domain/registry/records.js';
import { modelName, sha256Hex } from './manifest.js';
import { auditRecordSchema } from './registry-records.js';

const anchorSchema: z.ZodType<Anchor> = z.object({
  model: modelName,
  seq: z.int().min(1),
  hash: sha256Hex,
  previousHash: z.string(),
  at: z.iso.datetime(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The anchor in an object; undefined when it holds none of this record. */
export function readAnchor(text: string, model: string, seq: number): Anchor | undefined {
  const { data } = anchorSchema.safeParse(parseJson(text));
  return data?.model === model && data.seq === seq ? data : undefined;
}

/** An audit record as it stands; undefined when it is none, is another one, or holds what no release writes. */
export function readAuditRecord(value: Json | undefined, model: string, seq: number): AuditRecord | undefined {
  const { data } = auditRecordSchema.safeParse(value);
  if (data === undefined || data.model !== model || data.seq !== seq) return undefined;
  return canonicalJson(data) === canonicalJson(value) ? data : undefined;
}

/** The audit record in a copy; undefined also where a byte differs from the one text that the publisher writes. */
export function readAuditCopy(text: string, model: string, seq: number): AuditRecord | undefined {
  const record = readAuditRecord(parseJson(text) as Json | undefined, model, seq);
  return record !== undefined && canonicalJson(record) === text ? record : undefined;
}
