import type { Json } from '../canonical-json.js';
import type { RegisteredModel, RegistryRecord } from './records.js';

export type RecordKind = (RegisteredModel | RegistryRecord)['kind'] | 'AuditRecord';

type JsonRecord = { readonly [key: string]: Json | undefined };

/**
 * Version of the stored shape of each kind of record. It grows only with a change that an older reader can't make sense
 * of; a new optional field is none. Readers accept the version before as well.
 */
export const SCHEMA_VERSIONS: Readonly<Record<RecordKind, number>> = {
  CatalogueEntry: 1,
  RegisteredModel: 1,
  ModelVersion: 2,
  Alias: 2,
  TrafficSplit: 1,
  RolloutLock: 1,
  Submission: 1,
  EvaluationSet: 1,
  Approval: 2,
  DatasetUse: 1,
  AuditRecord: 1,
};

/** How a record of the version before becomes one of today. */
const upgrades: Readonly<Partial<Record<RecordKind, (record: JsonRecord) => JsonRecord>>> = {
  /** Version 1 had fewer gates, and none of them advisory. */
  ModelVersion: (version) => version,
  /** Version 1 knew one version before, and not since when. */
  Alias: ({ previousVersion, ...alias }) => ({
    ...alias,
    history:
      previousVersion === undefined
        ? []
        : [{ version: previousVersion, since: alias.since ?? null, until: alias.since ?? null }],
  }),
  /** Version 1 was one decision. */
  Approval: ({ decision, actor, at, reason, ...approval }) => ({
    ...approval,
    status: decision,
    requestedAt: at,
    decisions: [{ decision: decision === 'Approved' ? 'approve' : 'reject', actor, at, reason }],
  }),
};

/**
 * The record in the shape of today; undefined when nobody here can read its version: a newer one, or one more than one
 * version back.
 */
export function upgradeRecord(kind: RecordKind, schemaVersion: number, record: JsonRecord): JsonRecord | undefined {
  const current = SCHEMA_VERSIONS[kind];
  if (schemaVersion === current) return record;
  return schemaVersion === current - 1 ? upgrades[kind]?.(record) : undefined;
}
