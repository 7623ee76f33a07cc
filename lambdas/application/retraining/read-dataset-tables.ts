import { objectKeys } from '../../../lib/contracts/index.js';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput } from '../../domain/errors.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { parseCsv } from '../documents/csv.js';
import { readSourceObjects, type SourceObject } from './read-source-objects.js';

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** Brings a table into the order of the first one's columns. */
function aligned(first: SourceObject<Table>, { source, content }: SourceObject<Table>): Table {
  const { columns } = first.content;
  const missing = columns.filter((name) => !content.columns.includes(name));
  const unknown = content.columns.filter((name) => !columns.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    const problems = [
      ...(missing.length > 0 ? [`lacks column ${quoted(missing)}`] : []),
      ...(unknown.length > 0 ? [`has column ${quoted(unknown)}`] : []),
    ];
    throw new InvalidInput(`${source.key} ${problems.join(' and ')}: expected the columns of ${first.source.key}`);
  }
  const order = columns.map((name) => content.columns.indexOf(name));
  return { columns, rows: content.rows.map((row) => order.map((at) => row[at] ?? '')) };
}

/**
 * The CSVs that people put below `datasets/<model>/`, all with the columns of the first.
 * @throws InvalidInput that names the object, and the row or column, when one is no CSV, has other columns, or no target
 */
export async function readDatasetTables(
  artifacts: Pick<ArtifactStore, 'head' | 'readBytes' | 'list'>,
  model: string,
  target: string,
): Promise<SourceObject<Table>[]> {
  const objects = await readSourceObjects({
    artifacts,
    kind: 'dataset',
    prefix: objectKeys.datasets(model),
    accepts: (key) => key.toLowerCase().endsWith('.csv'),
    parse: parseCsv,
  });
  const [first] = objects;
  if (first === undefined) return [];
  if (!first.content.columns.includes(target)) {
    const got = quoted(first.content.columns);
    throw new InvalidInput(`${first.source.key} has no target column "${target}": its columns are ${got}`);
  }
  return objects.map((object) => ({ ...object, content: aligned(first, object) }));
}
