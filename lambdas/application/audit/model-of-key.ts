import { registryKeys } from '../../../lib/contracts/index.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import { modelName } from '../documents/manifest.js';

/** The model that an item of the table is of, and whether it lies in that model's own partition; undefined of none. */
export function modelOfKey({ pk, sk }: RecordKey): { readonly model: string; readonly isOwn: boolean } | undefined {
  const own = after(registryKeys.modelPartition(''), pk);
  if (own !== undefined) return named(own, true);
  if (pk === registryKeys.catalogPartition) return named(after(registryKeys.catalogEntry(''), sk), false);
  if (!pk.startsWith(registryKeys.datasetPartition(''))) return undefined;
  return named(after(registryKeys.modelPartition(''), sk)?.replace(/#VERSION#\d+$/, ''), false);
}

const after = (prefix: string, text: string): string | undefined =>
  text.startsWith(prefix) ? text.slice(prefix.length) : undefined;

function named(name: string | undefined, isOwn: boolean) {
  const { data } = modelName.safeParse(name);
  return data === undefined ? undefined : { model: data, isOwn };
}
