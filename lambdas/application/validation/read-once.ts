import type { Table } from '../../domain/datasets/table.js';
import type { ObjectPointer } from '../../domain/manifest.js';
import type { VersionContents } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseCsv } from '../documents/csv.js';

const known = new WeakMap<object, WeakMap<object, Promise<Table>>>();

/**
 * The table of a pointer, parsed once: as rows it takes some 14 times its bytes, and several gates look at it. A run gets its
 * pointers from the registry anew, so the table lives as long as the run. What failed is read again.
 */
export function readOnce(artifacts: object, pointer: ObjectPointer, read: () => Promise<Table>): Promise<Table> {
  const tables = known.get(artifacts) ?? new WeakMap<object, Promise<Table>>();
  known.set(artifacts, tables);
  const table =
    tables.get(pointer) ??
    read().catch((error: unknown) => {
      tables.delete(pointer);
      throw error;
    });
  tables.set(pointer, table);
  return table;
}

/** The baseline's rows. Throws InvalidInput where they are no CSV. */
export const readBaselineTable = (
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  { rows }: VersionContents['baseline'],
): Promise<Table> =>
  readOnce(artifacts, rows, async () => parseCsv(await artifacts.readBytes(rows.key, rows.versionId), 'The baseline'));
