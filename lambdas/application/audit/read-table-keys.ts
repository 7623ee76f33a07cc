import type { RecordKey } from '../../domain/registry/record-key.js';
import type { RegistryArchive } from '../../ports/registry-archive.js';
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
