import { registryKeys } from '../../../lib/contracts/index.js';
import { isWhole, type TrailEntry } from '../../domain/audit/check-chain.js';
import { imageHash, keyOfText, keyText, type ModelReplay } from '../../domain/audit/replay-model.js';
import { isSameItem, storedImage } from '../../domain/audit/stored-item.js';
import { PreconditionFailed } from '../../domain/errors.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { AuditRecord } from '../../domain/registry/records.js';
import type { AuditTrail } from '../../ports/audit-trail.js';
import type { RawItem, RegistryArchive } from '../../ports/registry-archive.js';
import { itemsAt, itemsBesideRecords } from './read-items.js';
import type { TableKeys } from './read-table-keys.js';
import { readTrail } from './read-trail.js';

/** The copies of a model, as far as they are a chain. */
export interface Source {
  lastSeq: number;
  lastHash: string;
  anchoredWithoutCopy: number;
  /** Why the copies are no whole chain. */
  broken?: string;
  /** Which audit record the table has otherwise. */
  other?: string;
}

/** Checks the copies of a model as a chain, against the anchors, and against the audit records that the table has. */
export async function readSource(
  { archive, trail }: { readonly archive: RegistryArchive; readonly trail: AuditTrail },
  replay: ModelReplay,
): Promise<Source> {
  const source: Source = { lastSeq: 0, lastHash: '', anchoredWithoutCopy: 0 };
  const onStray = (): void => {
    source.other ??= 'the table has an audit record under a key that none has';
  };
  for await (const entry of readTrail(archive, trail, replay.model, { onStray, lookAgain: false })) {
    const { seq, anchored, copied, stored } = entry;
    const record = copied?.record;
    if (stored !== undefined && (!isWhole(stored.record) || stored.record.hash !== record?.hash)) {
      source.other ??= `the table has another audit record ${seq} than the copies`;
    }
    if (anchored !== undefined && copied === undefined) source.anchoredWithoutCopy += 1;
    if (copied === undefined || source.broken !== undefined) continue;
    source.broken = problemOf(entry, source);
    if (record === undefined || source.broken !== undefined) continue;
    source.lastSeq = seq;
    source.lastHash = record.hash;
    replay.apply(record);
  }
  if (source.anchoredWithoutCopy > 0 && source.lastSeq === 0) source.broken ??= 'it has anchors, and no copies';
  return source;
}

function problemOf({ seq, anchored, copied }: TrailEntry, { lastSeq, lastHash }: Source): string | undefined {
  const record: AuditRecord | undefined = copied?.record;
  if (seq !== lastSeq + 1) return `the copy of audit record ${lastSeq + 1} is missing`;
  if (!isWhole(record)) return `the copy of audit record ${seq} was changed after it was written`;
  if (record.previousHash !== lastHash) return `the copy of audit record ${seq} does not follow the one before`;
  if (anchored?.anchor !== undefined && anchored.anchor.hash !== record.hash) {
    return `the copy of audit record ${seq} has another hash than its anchor: it was written anew`;
  }
  return undefined;
}

/** What the table has of the model that a rebuild would not write, also at the keys `seen`; undefined when there is nothing. */
export async function checkTarget(
  archive: RegistryArchive,
  replay: ModelReplay,
  head: RawItem,
  seen: readonly RecordKey[],
): Promise<string | undefined> {
  const pk = registryKeys.modelPartition(replay.model);
  const fits = (item: RawItem): boolean =>
    keyText(item) === replay.headKey
      ? isSameItem(item.attributes, head.attributes)
      : replay.expected.get(keyText(item))?.hash === imageHash(storedImage(item.attributes));
  const other = (item: RawItem): string => `the table has an item ${keyText(item)} that the copies do not lead to`;
  for await (const item of itemsBesideRecords(archive, pk)) if (!fits(item)) return other(item);
  const elsewhere = [...replay.expected.keys()].map(keyOfText).filter((key) => key.pk !== pk);
  for await (const { item } of itemsAt(archive, [...elsewhere, ...seen]))
    if (item !== undefined && !fits(item)) return other(item);
  return undefined;
}

/**
 * Throws PreconditionFailed when the table has items that no copy accounts for: of no model, or of one without copies.
 * Those of the other models are compared with the copies, model by model.
 */
export async function refuseForeign(trail: AuditTrail, { models, strays }: TableKeys): Promise<void> {
  const foreign = [...strays];
  for (const [model, { first }] of models) if (!(await hasCopies(trail, model))) foreign.push(first);
  if (foreign.length === 0) return;
  const named = foreign.slice(0, NAMED).map((key) => JSON.stringify(keyText(key)));
  const which = `${foreign.length > NAMED ? 'among them ' : ''}${named.join(', ')}`;
  throw new PreconditionFailed(
    `The table has items that no copy accounts for, ${which}. Nothing was written: take an empty table, or the one of an earlier run`,
  );
}

async function hasCopies(trail: AuditTrail, model: string): Promise<boolean> {
  for await (const _ of trail.copies(model)) return true;
  return false;
}

/** Items that a refusal names. */
const NAMED = 5;
