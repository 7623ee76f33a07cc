import type { AuditFinding } from '../../domain/audit/audit-finding.js';
import { keyText } from '../../domain/audit/replay-model.js';
import { NotFound } from '../../domain/errors.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { Clock } from '../../ports/clock.js';
import { modelOfKey } from './model-of-key.js';
import { type ModelVerdict, type VerifyPorts, verifyModel } from './verify-model.js';

export interface AuditVerdict {
  readonly models: readonly ModelVerdict[];
  /** Of no model: items that belong to none, and anchors that nothing protects. */
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
 * that none of them names.
 */
export async function verifyAudit(
  ports: VerifyPorts & { readonly clock: Clock },
  options: VerifyAuditOptions = {},
): Promise<AuditVerdict> {
  const settled = ports.clock.now().getTime() - (options.settleMilliseconds ?? SETTLE_MILLISECONDS);
  const settledBefore = new Date(settled).toISOString();
  const { seen, strays } = await readKeys(ports);
  for await (const model of ports.trail.models()) if (!seen.has(model)) seen.set(model, []);
  const wanted = [...seen.keys()].filter((model) => model === (options.model ?? model)).sort();
  if (options.model !== undefined && wanted.length === 0) {
    throw new NotFound(`Neither the registry nor its anchors or copies know a model ${options.model}`);
  }
  const models: ModelVerdict[] = [];
  for (const model of wanted) {
    const onRecord = (seq: number): void => options.onProgress?.(model, seq);
    models.push(await verifyModel(ports, model, { seen: seen.get(model) ?? [], settledBefore, onRecord }));
  }
  return { models, others: [...(await unlocked(ports)), ...(options.model === undefined ? strays : [])] };
}

async function unlocked({ trail }: VerifyPorts): Promise<Omit<AuditFinding, 'model'>[]> {
  if ((await trail.areAnchorsLocked()) !== false) return [];
  const lack = "the anchors' bucket has no Object Lock with a default retention";
  const message = `${lack}: whoever can write there can delete an anchor and its versions, and nothing shows it`;
  return [{ kind: 'anchors-unlocked', message }];
}

/** The models of the table, each with its items outside of its partition, and what belongs to none. */
async function readKeys({ archive }: VerifyPorts) {
  const seen = new Map<string, RecordKey[]>();
  const strays: Omit<AuditFinding, 'model'>[] = [];
  for await (const key of archive.keys()) {
    const of = modelOfKey(key);
    if (of === undefined) {
      const message = `${keyText(key)} lies in the table, and belongs to no model`;
      strays.push({ kind: 'item-unaudited', item: keyText(key), message });
      continue;
    }
    const outside = seen.get(of.model) ?? [];
    seen.set(of.model, of.isOwn ? outside : [...outside, key]);
  }
  return { seen, strays };
}
