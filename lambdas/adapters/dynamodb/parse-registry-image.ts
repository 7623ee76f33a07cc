import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { parseDocument } from '../../application/documents/parse.js';
import { auditRecordSchema } from '../../application/documents/registry-records.js';
import type { AuditRecord } from '../../domain/registry/records.js';

/** The audit record of a new image of the registry's stream; undefined for every other item. */
export function parseAuditImage(image: Readonly<Record<string, unknown>>): AuditRecord | undefined {
  const item = unmarshall(image as Record<string, AttributeValue>);
  return item.kind === 'AuditRecord'
    ? parseDocument(auditRecordSchema, item.record, `Stream image ${item.sk}`)
    : undefined;
}
