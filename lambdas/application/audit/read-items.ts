import { registryKeys } from '../../../lib/contracts/index.js';
import type { RecordKey } from '../../domain/registry/record-key.js';
import type { RawItem, RegistryArchive } from '../../ports/registry-archive.js';

/** Reads in flight. */
const AT_ONCE = 16;

/** What lies in a partition before and after its audit records, which are most of it. */
export async function* itemsBesideRecords(archive: RegistryArchive, pk: string): AsyncIterable<RawItem> {
  yield* archive.items(pk, { before: `${registryKeys.auditPrefix}0` });
  yield* archive.items(pk, { after: `${registryKeys.auditPrefix}999999999999` });
}

/** What lies under each key, in their order; undefined where nothing does. */
export async function* itemsAt(
  archive: RegistryArchive,
  keys: readonly RecordKey[],
): AsyncIterable<{ readonly key: RecordKey; readonly item: RawItem | undefined }> {
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const some = keys.slice(start, start + AT_ONCE);
    yield* await Promise.all(some.map(async (key) => ({ key, item: await archive.item(key) })));
  }
}
