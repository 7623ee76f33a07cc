import type { AuditRecord } from '../domain/registry/records.js';

/** Tells the world of a change, at least once. */
export interface EventPublisher {
  publish(record: AuditRecord): Promise<void>;
}
