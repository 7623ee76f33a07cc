import { anchorKeys, objectKeys, registryKeys } from '../../../lib/contracts/index.js';
import { anchorOf } from '../../domain/audit/anchor.js';
import { isWhole } from '../../domain/audit/check-chain.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import { NotFound, PreconditionFailed } from '../../domain/errors.js';
import type { AuditRecord } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { EventPublisher } from '../../ports/event-publisher.js';
import type { RegistryArchive } from '../../ports/registry-archive.js';
import { readAuditCopy } from '../documents/audit-objects.js';
import { parseDocument } from '../documents/parse.js';
import { auditRecordSchema } from '../documents/registry-records.js';

export interface PublishedRecord {
  readonly record: AuditRecord;
  /** A rebuild of the table put it there: the world was told of it before. */
  readonly restored: boolean;
}

export interface StreamedRecord {
  /** Identifies the record in its stream. */
  readonly sequenceNumber: string;
  /** Parses late, so that a record that can't be read fails alone. */
  readonly read: () => PublishedRecord | undefined;
}

/** The copy of another audit record lies under the number of one: the table was set back, or somebody wrote a copy. */
export interface CopyConflict {
  readonly model: string;
  readonly seq: number;
  /** Of the record in the table. */
  readonly hash: string;
  /** What the copy says; undefined when it is no audit record of this number, or was changed. */
  readonly copyHash?: string;
}

export interface PublishPorts {
  readonly archive: RegistryArchive;
  readonly artifacts: Pick<ArtifactStore, 'head' | 'readText' | 'write' | 'list'>;
  readonly anchors: Pick<ArtifactStore, 'write'>;
  readonly events: EventPublisher;
  /** Told of each record that has no copy of its own, and never gets one. The records after it are published. */
  readonly onConflict: (conflict: CopyConflict) => void;
}

export interface PublishedBatch {
  readonly published: number;
  /** Earlier records that had no copy. */
  readonly caughtUp: number;
  /** The first record that failed; the stream delivers from it again. */
  readonly failed?: { readonly sequenceNumber: string; readonly error: unknown };
}

/**
 * Anchors each audit record, tells EventBridge, and copies it to the artifact store. In the order of the stream: the
 * first failure ends the batch, so that no model's events overtake each other. The copy comes last: where there is one,
 * nothing is left to do. So the first record of a model in a batch shows whether earlier ones were lost on the way, by
 * the copy of the one before it; those are made up for first.
 */
export async function publishAuditRecords(
  ports: PublishPorts,
  records: readonly StreamedRecord[],
): Promise<PublishedBatch> {
  const known = new Set<string>();
  let published = 0;
  let caughtUp = 0;
  for (const { sequenceNumber, read } of records) {
    try {
      const streamed = read();
      if (streamed === undefined) continue;
      const { model, seq } = streamed.record;
      if (!known.has(model)) caughtUp += await catchUpTo(ports, model, seq);
      known.add(model);
      await publish(ports, streamed);
      published += 1;
    } catch (error) {
      return { published, caughtUp, failed: { sequenceNumber, error } };
    }
  }
  return { published, caughtUp };
}

/** Publishes every audit record of a model that has no copy, wherever the gaps are. Answers how many. */
export async function catchUp(ports: PublishPorts, model: string): Promise<number> {
  const copied = new Set<string>();
  for await (const { key } of ports.artifacts.list(objectKeys.auditRecords(model))) copied.add(key);
  return publishStored(ports, model, 1, (seq) => !copied.has(objectKeys.auditRecord(model, seq)));
}

/** The same for the records right before `seq`. */
async function catchUpTo(ports: PublishPorts, model: string, seq: number): Promise<number> {
  let first = seq;
  while (first > 1 && !(await hasCopy(ports.artifacts, model, first - 1))) first -= 1;
  return first === seq ? 0 : publishStored(ports, model, first, (stored) => stored < seq);
}

async function hasCopy(artifacts: PublishPorts['artifacts'], model: string, seq: number): Promise<boolean> {
  try {
    await artifacts.head(objectKeys.auditRecord(model, seq));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

async function publishStored(
  ports: PublishPorts,
  model: string,
  first: number,
  wanted: (seq: number) => boolean,
): Promise<number> {
  const range = {
    prefix: registryKeys.auditPrefix,
    ...(first > 1 ? { after: registryKeys.audit(first - 1) } : {}),
  };
  let published = 0;
  for await (const { sk, attributes } of ports.archive.items(registryKeys.modelPartition(model), range)) {
    const record = parseDocument(auditRecordSchema, attributes.record, `Registry item ${sk}`);
    if (!wanted(record.seq)) continue;
    await publish(ports, { record, restored: attributes.restored === true });
    published += 1;
  }
  return published;
}

async function publish(ports: PublishPorts, { record, restored }: PublishedRecord): Promise<void> {
  const { artifacts, anchors, events } = ports;
  await writeOnce(anchors, anchorKeys.anchor(record.model, record.seq), canonicalJson(anchorOf(record)));
  if (!restored) await events.publish(record);
  const isWritten = await writeOnce(artifacts, objectKeys.auditRecord(record.model, record.seq), canonicalJson(record));
  if (!isWritten) await compareCopy(ports, record);
}

async function compareCopy({ artifacts, onConflict }: PublishPorts, { model, seq, hash }: AuditRecord): Promise<void> {
  const copy = readAuditCopy(await artifacts.readText(objectKeys.auditRecord(model, seq)), model, seq);
  const copyHash = isWhole(copy) ? copy.hash : undefined;
  if (copyHash !== hash) onConflict({ model, seq, hash, ...(copyHash === undefined ? {} : { copyHash }) });
}

/** Answers false when something is there already; that stays. */
async function writeOnce(store: Pick<ArtifactStore, 'write'>, key: string, text: string): Promise<boolean> {
  try {
    await store.write(key, text, { contentType: 'application/json', ifNoneMatch: true });
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailed) return false;
    throw error;
  }
}
