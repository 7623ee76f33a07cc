import { anchorKeys, objectKeys } from '../../../lib/contracts/index.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { AuditTrail } from '../../ports/audit-trail.js';
import type { RegistryArchive } from '../../ports/registry-archive.js';
import { modelName } from '../documents/manifest.js';
import { modelOfKey } from './model-of-key.js';

/** Where the table has something of a model. */
export interface KeysOfModel {
  readonly first: RecordKey;
  /** Keys outside of the model's partition. */
  readonly outside: RecordKey[];
}

export interface TableKeys {
  readonly models: ReadonlyMap<string, KeysOfModel>;
  /** Of no model. */
  readonly strays: readonly RecordKey[];
}

/** The models of the table, and what belongs to none. Reads the whole table. */
export async function readTableKeys(archive: RegistryArchive): Promise<TableKeys> {
  const models = new Map<string, KeysOfModel>();
  const strays: RecordKey[] = [];
  for await (const key of archive.keys()) {
    const of = modelOfKey(key);
    if (of === undefined) {
      strays.push(key);
      continue;
    }
    const known = models.get(of.model) ?? { first: key, outside: [] };
    if (!of.isOwn) known.outside.push(key);
    models.set(of.model, known);
  }
  return { models, strays };
}

/** Objects between anchors and copies that are neither, of one model's folders or of all. */
export async function* strayObjects(trail: AuditTrail, model?: string): AsyncIterable<string> {
  for await (const key of trail.objects(model)) if (!isOfRecord(key)) yield key;
}

function isOfRecord(key: string): boolean {
  const [, model = ''] = key.split('/');
  const seq = Number(/\/(\d+)\.json$/.exec(key)?.[1]);
  const keys = [objectKeys.auditRecord(model, seq), anchorKeys.anchor(model, seq)];
  return modelName.safeParse(model).success && seq > 0 && keys.includes(key);
}
