import { readParquetColumns } from '../../../lambdas/application/capture/read-parquet-columns.js';
import { kindOf } from '../../../lambdas/domain/columns/column-side.js';
import { InvalidInput } from '../../../lambdas/domain/errors.js';
import { CommandError } from '../errors.js';
import { ColumnParts } from './column-parts.js';
import type { LocalRows } from './local-rows.js';
import type { Choice, ReadRows } from './read-rows.js';

/** Reads columns of a Parquet file; a column that is left to the content has the type that the file says. */
export async function readParquetRows(file: LocalRows, choice: Choice): Promise<ReadRows> {
  try {
    return await readTable(file, choice);
  } catch (cause) {
    if (!(cause instanceof InvalidInput)) throw cause;
    throw new CommandError(`${file.path} can't be read: ${cause.message}`, { cause });
  }
}

async function readTable(file: LocalRows, choice: Choice): Promise<ReadRows> {
  const table = await readParquetColumns(file);
  const names = table.columns.map(({ name }) => name);
  choice.check(names);
  const wanted = table.columns.flatMap(({ name, type }) => {
    const as = choice.of(name);
    return as === undefined ? [] : [{ name, kind: as === 'content' ? kindOf(type) : as }];
  });
  const parts = wanted.map(({ kind }) => new ColumnParts(kind));
  for await (const { columns } of table.read(wanted))
    for (const [i, values] of columns.entries()) parts[i]?.add(values);
  const columns = new Map(
    wanted.map(({ name, kind }, i) => [name, { type: kind, values: (parts[i] as ColumnParts).values() }] as const),
  );
  return { rows: table.rows, names, columns, typed: true, notes: [] };
}
