import type { AuditFinding } from '../../domain/audit/audit-finding.js';
import { keyText } from '../../domain/audit/replay-model.js';
import { NotFound } from '../../domain/errors.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { Clock } from '../../ports/clock.js';
import { readTableKeys } from './read-table-keys.js';
import { strayObjects } from './stray-objects.js';
import { type ModelVerdict, type VerifyPorts, verifyModel } from './verify-model.js';

export interface AuditVerdict {
  readonly models: readonly ModelVerdict[];
  /** Of no model: items that belong to none, objects that are no anchors or copies, and anchors that nothing protects. */
  readonly others: readonly Omit<AuditFinding, 'model'>[];
}

export interface VerifyAuditOptions {
  /** Only this one. */
  readonly model?: string;
  /** How old a record has to be to miss its anchor or copy. Default: five minutes. */
  readonly settleMilliseconds?: number;
  readonly onProgress?: (model: string, seq: number) => void;
}

const SETTLE_MILLISECONDS = 300_000;

/**
 * Compares the whole registry with the audit records, their anchors and their copies. A model is looked at when the
 * table, an anchor or a copy names it, so that one that was deleted as a whole is found. Throws NotFound for a model
 * of which there is nothing.
 */
export async function verifyAudit(
  ports: VerifyPorts & { readonly clock: Clock },
  options: VerifyAuditOptions = {},
): Promise<AuditVerdict> {
  const settled = ports.clock.now().getTime() - (options.settleMilliseconds ?? SETTLE_MILLISECONDS);
  const settledBefore = new Date(settled).toISOString();
  const table = await readTableKeys(ports.archive);
  const known = new Set(table.models.keys());
  for await (const model of ports.trail.models()) known.add(model);
  const wanted = [...known].filter((model) => model === (options.model ?? model)).sort();
  const models: ModelVerdict[] = [];
  for (const model of wanted) {
    const onRecord = (seq: number): void => options.onProgress?.(model, seq);
    const seen = table.models.get(model)?.outside ?? [];
    const verdict = await verifyModel(ports, model, { seen, settledBefore, onRecord });
    if (isThere(verdict)) models.push(verdict);
  }
  const strays = options.model === undefined ? table.strays.map(strayItem) : [];
  for await (const key of strayObjects(ports.trail, options.model)) strays.push(strayObject(key));
  if (options.model !== undefined && models.length + strays.length === 0) {
    throw new NotFound(`Neither the registry nor its anchors or copies know a model ${options.model}`);
  }
  return { models, others: [...(await unlocked(ports)), ...strays] };
}

/** A folder may hold strays alone. */
const isThere = ({ records, anchors, copies, findings }: ModelVerdict): boolean =>
  records + anchors + copies + findings.length > 0;

function strayItem(key: RecordKey): Omit<AuditFinding, 'model'> {
  const item = keyText(key);
  return { kind: 'item-unaudited', item, message: `${item} lies in the table, and belongs to no model` };
}

const strayObject = (object: string): Omit<AuditFinding, 'model'> => ({
  kind: 'object-unaudited',
  object,
  message: `${object} lies between the anchors or copies, and is none of an audit record`,
});

async function unlocked({ trail }: VerifyPorts): Promise<Omit<AuditFinding, 'model'>[]> {
  if ((await trail.areAnchorsLocked()) !== false) return [];
  const lack = "the anchors' bucket has no Object Lock with a default retention";
  const message = `${lack}: whoever can write there can delete an anchor and its versions, and nothing shows it`;
  return [{ kind: 'anchors-unlocked', message }];
}
