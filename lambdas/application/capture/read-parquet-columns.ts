import type { ColumnKind } from '../../domain/columns/column-side.js';
import type { ColumnValues } from '../../domain/columns/column-values.js';
import { InvalidInput } from '../../domain/errors.js';
import { BATCH_ROWS } from './batch-builder.js';
import { CategoricalBuilder, NumericBuilder } from './column-builder.js';
import { ParquetColumnReader } from './parquet-column.js';
import { openParquet, type ParquetColumn, type ParquetFile, type ParquetGroup } from './parquet-file.js';
import type { RangedSource } from './ranged-source.js';
import { UnreadableObject } from './unreadable-object.js';

export type { ParquetColumn } from './parquet-file.js';
export type { RangedSource } from './ranged-source.js';

/** Bytes of a group that are held at a time, over all columns, and bounds of that for one. */
const HELD_BYTES = 32 * 1024 * 1024;
const WINDOW = { least: 128 * 1024, most: 4 * 1024 * 1024 };

export interface ParquetTable {
  readonly rows: number;
  /** In the order of the file; nested columns are left out. */
  readonly columns: readonly ParquetColumn[];
  /**
   * The values of the columns that are asked for, in that order, some rows at a time, in bounded memory. A column that the
   * file lacks is `absent` in every row.
   */
  read(
    wanted: readonly { readonly name: string; readonly kind: ColumnKind }[],
  ): AsyncGenerator<{ readonly rows: number; readonly columns: readonly ColumnValues[] }>;
}

/**
 * Opens a Parquet file.
 * @throws InvalidInput, with `what` in front where it is given, for what is no Parquet, or damaged; so does `read`
 */
export async function readParquetColumns(source: RangedSource, what?: string): Promise<ParquetTable> {
  const file = await openParquet(source).catch((error: unknown) => {
    throw named(error, what);
  });
  return {
    rows: file.rows,
    columns: file.columns,
    async *read(wanted) {
      try {
        yield* readGroups(file, wanted);
      } catch (error) {
        throw named(error, what);
      }
    },
  };
}

const named = (error: unknown, what: string | undefined): unknown =>
  error instanceof UnreadableObject && what !== undefined
    ? new InvalidInput(`${what}: ${error.message}`, { cause: error })
    : error;

async function* readGroups(
  file: ParquetFile,
  wanted: Parameters<ParquetTable['read']>[0],
): ReturnType<ParquetTable['read']> {
  const builders = wanted.map(({ kind }) =>
    kind === 'numeric' ? new NumericBuilder(BATCH_ROWS) : new CategoricalBuilder(BATCH_ROWS),
  );
  const names = wanted.map(({ name }) => name);
  for (const group of file.groups) {
    const readers = columnReaders(file, group, names);
    for (let done = 0; done < group.rows; ) {
      const rows = Math.min(BATCH_ROWS, group.rows - done);
      for (const [index, builder] of builders.entries()) await fill(readers[index] ?? null, builder, 0, rows);
      done += rows;
      yield { rows, columns: builders.map((builder) => builder.finish(rows)) };
    }
  }
}

/** A reader a name; null for what the group lacks. */
export function columnReaders(
  file: ParquetFile,
  group: ParquetGroup,
  names: readonly (string | undefined)[],
): (ParquetColumnReader | null)[] {
  const window = Math.min(WINDOW.most, Math.max(WINDOW.least, Math.floor(HELD_BYTES / Math.max(1, names.length))));
  return names.map((name) => {
    const chunk = name === undefined ? undefined : group.chunks.get(name);
    return chunk === undefined ? null : new ParquetColumnReader(file, chunk, group.rows, window);
  });
}

/** Sets `count` rows from `row` on. */
export async function fill(
  reader: ParquetColumnReader | null,
  builder: NumericBuilder | CategoricalBuilder,
  row: number,
  count: number,
): Promise<void> {
  if (reader !== null) return reader.fill(builder, row, count);
  for (let index = row; index < row + count; index++) builder.setAbsent(index);
}
