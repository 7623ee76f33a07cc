import { canonicalJson, type Json, sha256 } from '../canonical-json.js';
import { cut } from '../cut.js';
import { Internal } from '../errors.js';
import { stored } from '../stored-number.js';
import {
  type AuditedAction,
  type AuditRecord,
  type CatalogueEntry,
  MAXIMUM_RECORD_BYTES,
  type RegisteredModel,
  type RegistryRecord,
} from './records.js';
import { SCHEMA_VERSIONS } from './upgrade-record.js';

/** What a decision wants to change, and what the auditor shall read about it. */
export interface Change extends AuditedAction {
  /** Records with the revision that was read; 0 for new ones. */
  readonly puts: readonly RegistryRecord[];
  /** What changes in the head beside its audit chain. */
  readonly head?: Partial<Pick<RegisteredModel, 'nextVersion' | 'lastRetraining'>>;
}

export interface ComposedChange {
  readonly registeredModel: RegisteredModel;
  readonly audit: AuditRecord;
  readonly puts: readonly RegistryRecord[];
}

/** The hash of an audit record: of the canonical JSON of everything in it but the hash. */
export function auditHash(record: Omit<AuditRecord, 'hash'>): string {
  const { model, seq, action, actor, at, version, submissionId, evidence, after, previousHash } = record;
  return sha256(canonicalJson({ model, seq, action, actor, at, version, submissionId, evidence, after, previousHash }));
}

/**
 * As it will be stored: without what JSON lacks, and without numbers too small for DynamoDB (below 1e-130). Throws Internal
 * for what would come back as something else: numbers that no store holds, and halves of surrogate pairs.
 */
function storable<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, entry: unknown) => {
      if (!key.isWellFormed()) throw notStorable(key, 'is a name with half of a surrogate pair');
      if (typeof entry === 'string' && !entry.isWellFormed()) throw notStorable(key, 'has half of a surrogate pair');
      if (typeof entry !== 'number') return entry;
      const number = stored(entry);
      if (typeof number === 'string') throw notStorable(key, `is ${number}`);
      return number;
    }),
  );
}

const notStorable = (key: string, problem: string): Internal =>
  new Internal(`The registry can't store a record in which ${JSON.stringify(cut(key, 100))} ${problem}`);

type HeadImage = Omit<RegisteredModel, 'auditSeq' | 'auditHash'>;

/** The head without the end of its chain, which is the audit record itself. */
function headOf({ auditSeq: _seq, auditHash: _hash, ...head }: RegisteredModel): HeadImage {
  return head;
}

/** The records as they will be stored, so that the chain alone tells the whole table. */
const imagesOf = (records: readonly (HeadImage | RegistryRecord)[]): readonly Json[] =>
  records.map((record) => ({
    ...record,
    schemaVersion: SCHEMA_VERSIONS[record.kind],
    revision: record.revision + 1,
  })) as unknown as readonly Json[];

/** What one transaction of DynamoDB takes. */
const MAXIMUM_ITEMS = 100;

/**
 * Puts a change at the end of the model's audit chain. A first change of a model creates its head and its catalogue
 * entry. Throws Internal, before anything is written, for a record over 300 KB, and for more than 100 items in all.
 */
export function composeChange(model: string, head: RegisteredModel | undefined, change: Change): ComposedChange {
  const before: RegisteredModel = head ?? {
    kind: 'RegisteredModel',
    model,
    revision: 0,
    createdAt: change.at,
    nextVersion: 1,
    auditSeq: 0,
    auditHash: '',
  };
  const entry: CatalogueEntry = { kind: 'CatalogueEntry', model, revision: 0, createdAt: change.at };
  const puts = storable(head === undefined ? [...change.puts, entry] : change.puts);
  const unhashed: Omit<AuditRecord, 'hash'> = storable({
    model,
    seq: before.auditSeq + 1,
    action: change.action,
    actor: change.actor,
    at: change.at,
    version: change.version,
    submissionId: change.submissionId,
    evidence: change.evidence,
    after: imagesOf([headOf({ ...before, ...change.head }), ...puts]),
    previousHash: before.auditHash,
  });
  const audit: AuditRecord = { ...unhashed, hash: auditHash(unhashed) };
  const registeredModel = storable({ ...before, ...change.head, auditSeq: audit.seq, auditHash: audit.hash });
  const items = puts.length + 2;
  if (items > MAXIMUM_ITEMS) {
    throw new Internal(
      `${change.action} of model ${model} is a change of ${items} items, its audit record included; at most ${MAXIMUM_ITEMS} are written at once.`,
    );
  }
  for (const record of [audit, ...puts]) {
    const bytes = Buffer.byteLength(JSON.stringify(record));
    if (bytes > MAXIMUM_RECORD_BYTES) {
      const what = 'kind' in record ? record.kind : `audit record of ${change.action}`;
      throw new Internal(
        `The ${what} of model ${model} has ${bytes} bytes; at most ${MAXIMUM_RECORD_BYTES} are stored. Keep details in an object and point to it.`,
      );
    }
  }
  return { registeredModel, audit, puts };
}
