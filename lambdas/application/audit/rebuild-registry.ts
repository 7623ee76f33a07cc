import { registryKeys } from '../../../lib/contracts/index.js';
import { imageKey, imagesOf, isLast, keyOfText, keyText, ModelReplay } from '../../domain/audit/replay-model.js';
import { isSameItem, itemOfAuditRecord, itemOfHead, itemOfImage } from '../../domain/audit/stored-item.js';
import { Conflict } from '../../domain/errors.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { AuditRecord } from '../../domain/registry/records.js';
import type { AuditTrail } from '../../ports/audit-trail.js';
import type { RawItem, RegistryArchive } from '../../ports/registry-archive.js';
import { readAuditCopy } from '../documents/audit-objects.js';
import { checkTarget, readSource, refuseForeign } from './check-rebuild.js';
import { readTableKeys } from './read-table-keys.js';

export interface RebuiltModel {
  readonly model: string;
  /** `broken`: its copies are no whole chain. `refused`: the table has other items of it. Neither is written. */
  readonly status: 'rebuilt' | 'unchanged' | 'broken' | 'refused';
  /** The newest audit record that was read, up to which the copies are a chain. */
  readonly lastSeq: number;
  /** Items that were written. */
  readonly items: number;
  /** Anchored audit records that have no copy: they are lost, the newest ones as a rule. */
  readonly anchoredWithoutCopy: number;
  /** What is broken, or why it was refused. */
  readonly problem?: string;
}

export interface RebuildPorts {
  /** The table that is written. */
  readonly archive: RegistryArchive;
  readonly trail: AuditTrail;
}

type OnProgress = (model: string, seq: number) => void;

/**
 * Puts the registry back into a table, model by model, out of the copies of its audit records: the items as the last
 * record of each left them, and the records. The copies are checked first, as a chain and against the anchors; of a
 * model whose copies have a gap nothing is written, nor where the table has anything else of it. The head of a model is
 * written last: a rebuild that was killed runs again, and writes what is missing. Throws PreconditionFailed, before any
 * write, when the table has items that no copy accounts for.
 */
export async function* rebuildRegistry(ports: RebuildPorts, onProgress: OnProgress = () => {}) {
  const table = await readTableKeys(ports.archive);
  await refuseForeign(ports.trail, table);
  for await (const model of ports.trail.models()) {
    const result = await rebuildModel(ports, model, table.models.get(model)?.outside ?? [], onProgress);
    if (result !== undefined) yield result;
  }
}

/** Undefined when there is neither an anchor nor a copy: something else lies in the model's folder. */
async function rebuildModel(
  ports: RebuildPorts,
  model: string,
  seenOutside: readonly RecordKey[],
  onProgress: OnProgress,
): Promise<RebuiltModel | undefined> {
  const replay = new ModelReplay(model);
  const { lastSeq, lastHash, anchoredWithoutCopy, broken, other } = await readSource(ports, replay);
  const seen = { model, lastSeq, items: 0, anchoredWithoutCopy };
  if (broken !== undefined) return { ...seen, status: 'broken', problem: broken };
  if (replay.head === undefined) return undefined;
  const head = { ...keyOfText(replay.headKey), attributes: itemOfHead(replay.head, lastSeq, lastHash) };
  const problem = other ?? (await checkTarget(ports.archive, replay, head, seenOutside));
  if (problem !== undefined) return { ...seen, status: 'refused', problem };

  const writer = new Writer(ports.archive);
  let last: AuditRecord | undefined;
  for await (const { seq, text } of ports.trail.copies(model)) {
    const record = readAuditCopy(text, model, seq);
    if (record === undefined || seq > lastSeq) break;
    for (const item of itemsOf(record, replay)) await writer.put(item);
    last = record;
    onProgress(model, seq);
  }
  await writer.flush();
  if (last?.hash !== lastHash)
    throw new Conflict(`The copies of model ${model} changed while they were read: run it again`);
  await writer.put(head);
  await writer.flush();
  return { ...seen, items: writer.written, status: writer.written === 0 ? 'unchanged' : 'rebuilt' };
}

/** The audit record's own item, and those that no later record wrote again. */
function itemsOf(record: AuditRecord, replay: ModelReplay): RawItem[] {
  const { model, seq } = record;
  const own = { pk: registryKeys.modelPartition(model), sk: registryKeys.audit(seq) };
  const images = imagesOf(record).filter((image) => isLast(replay, image, seq));
  return [
    { ...own, attributes: itemOfAuditRecord(record) },
    ...images.map((image) => ({ ...keyOfText(imageKey(image) ?? ''), attributes: itemOfImage(image) })),
  ];
}

/** Restores items, some at a time. */
class Writer {
  written = 0;
  private readonly running: Promise<void>[] = [];

  constructor(private readonly archive: RegistryArchive) {}

  async put(item: RawItem): Promise<void> {
    const write = this.restore(item);
    write.catch(() => {});
    this.running.push(write);
    if (this.running.length >= AT_ONCE) await this.running.shift();
  }

  async flush(): Promise<void> {
    await Promise.all(this.running.splice(0));
  }

  private async restore(item: RawItem): Promise<void> {
    const there = await this.archive.restore(item);
    if (there === undefined) this.written += 1;
    else if (!isSameItem(there.attributes, item.attributes)) {
      throw new Conflict(
        `Item ${keyText(item)} was written by somebody else meanwhile: does a platform use the table?`,
      );
    }
  }
}

/** Writes in flight. */
const AT_ONCE = 16;
