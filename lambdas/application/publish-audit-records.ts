import { objectKeys } from '../../lib/contracts/index.js';
import { canonicalJson } from '../domain/canonical-json.js';
import { PreconditionFailed } from '../domain/errors.js';
import type { AuditRecord } from '../domain/registry/records.js';
import type { ArtifactStore } from '../ports/artifact-store.js';
import type { EventPublisher } from '../ports/event-publisher.js';

export interface StreamedRecord {
  /** Identifies the record in its stream. */
  readonly sequenceNumber: string;
  /** Parses late, so that a record that can't be read fails alone. */
  readonly read: () => AuditRecord | undefined;
}

export interface PublishedBatch {
  readonly published: number;
  /** The first record that failed; the stream delivers from it again. */
  readonly failed?: { readonly sequenceNumber: string; readonly error: unknown };
}

/**
 * Copies each audit record to the artifact store, once, and tells EventBridge. In the order of the stream: the first
 * failure ends the batch, so that no model's events overtake each other.
 */
export async function publishAuditRecords(
  { artifacts, events }: { readonly artifacts: ArtifactStore; readonly events: EventPublisher },
  records: readonly StreamedRecord[],
): Promise<PublishedBatch> {
  let published = 0;
  for (const { sequenceNumber, read } of records) {
    try {
      const record = read();
      if (record === undefined) continue;
      await copyOnce(artifacts, record);
      await events.publish(record);
      published += 1;
    } catch (error) {
      return { published, failed: { sequenceNumber, error } };
    }
  }
  return { published };
}

async function copyOnce(artifacts: ArtifactStore, record: AuditRecord): Promise<void> {
  try {
    await artifacts.write(objectKeys.auditRecord(record.model, record.seq), canonicalJson(record), {
      contentType: 'application/json',
      ifNoneMatch: true,
    });
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
  }
}
