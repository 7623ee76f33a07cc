import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY } from '../../../lib/contracts/index.js';
import { parseDocument } from '../../application/documents/parse.js';
import { Conflict, DependencyUnavailable, Internal, Throttled } from '../../domain/errors.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import { type RecordKind, SCHEMA_VERSIONS, upgradeRecord } from '../../domain/registry/upgrade-record.js';
import { type Item, itemFrom, plainOf } from './attribute-values.js';

export type { Item } from './attribute-values.js';

export function itemOf({ pk, sk }: RecordKey, kind: RecordKind, revision: number, record: object): Item {
  const keys = { [REGISTRY_PARTITION_KEY]: pk, [REGISTRY_SORT_KEY]: sk };
  return itemFrom({ ...keys, schemaVersion: SCHEMA_VERSIONS[kind], kind, revision, record });
}

/** The record of an item, in the shape of today. Throws DependencyUnavailable for an item that a newer release wrote. */
export function recordOf<T>(schema: z.ZodType<T>, item: Item): T {
  const { sk, schemaVersion, revision, kind, record } = plainOf(item);
  const upgraded = upgradeRecord(kind, schemaVersion, record);
  if (upgraded === undefined) throw unreadable(kind, schemaVersion, sk);
  return parseDocument(schema, kind === 'AuditRecord' ? upgraded : { ...upgraded, revision }, `Registry item ${sk}`);
}

function unreadable(kind: RecordKind, schemaVersion: unknown, sk: unknown): Error {
  const current = SCHEMA_VERSIONS[kind];
  const what = `Registry item ${sk} has schema version ${schemaVersion}`;
  return Number(schemaVersion) > current
    ? new DependencyUnavailable(`${what}, this release reads ${current}: a newer one is being deployed. Try again`)
    : new Internal(`${what}: expected ${current}, or the one before`);
}

export const revisionIs = (revision: number) =>
  revision === 0
    ? { ConditionExpression: `attribute_not_exists(${REGISTRY_PARTITION_KEY})` }
    : {
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':revision': { N: String(revision) } },
      };

export function cancelled(error: TransactionCanceledException, doing: string): Error {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const options = { cause: error, details: { codes } };
  if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) {
    return new Conflict(`Could not ${doing}: somebody else wrote at the same time`, options);
  }
  if (codes.some((code) => code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded')) {
    return new Throttled(`Could not ${doing}: throttled. Try again`, options);
  }
  return new Internal(`Could not ${doing}: ${codes.join(', ')}: ${error.message}`, options);
}
