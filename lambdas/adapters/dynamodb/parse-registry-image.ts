import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parseDocument } from '../../application/documents/parse.js';
import { auditRecordSchema } from '../../application/documents/registry-records.js';
import type { AuditRecord } from '../../domain/registry/records.js';
import { plainOf } from './attribute-values.js';

/** An audit record, and whether a rebuild of the table put it there: the world was told of it before. */
export interface AuditImage {
  readonly record: AuditRecord;
  readonly restored: boolean;
}

/** The audit record of a new image of the registry's stream; undefined for every other item. */
export function parseAuditImage(image: Readonly<Record<string, unknown>>): AuditImage | undefined {
  const item = plainOf(image as Record<string, AttributeValue>);
  if (item.kind !== 'AuditRecord') return undefined;
  const record = parseDocument(auditRecordSchema, item.record, `Stream image ${item.sk}`);
  return { record, restored: item.restored === true };
}
