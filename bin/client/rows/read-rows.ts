import type { ColumnKind } from '../../../lambdas/domain/columns/column-side.js';
import type { ColumnValues } from '../../../lambdas/domain/columns/column-values.js';
import type { Progress } from '../../output/progress.js';
import { CommandError } from '../errors.js';
import { openRows } from './local-rows.js';
import { readCaptureRows } from './read-capture-rows.js';
import { readCsvRows } from './read-csv-rows.js';
import { readJsonRows } from './read-json-rows.js';
import { readParquetRows } from './read-parquet-rows.js';

/** How a file of rows is to be read. */
export interface TableOptions {
  /** The names of the columns, of a file without a header. Default: its first line. */
  readonly columns?: readonly string[];
  /** What stands for a missing value, beside nothing. */
  readonly na?: readonly string[];
  /** Whether spaces around a value do not count. */
  readonly trim?: boolean;
}

/** As what a column is to be read; `content`: numeric where its values are all numbers. */
export type Wanted = ColumnKind | 'content';

/** Which columns of a file are to be read. */
export interface Choice {
  /** The names of the columns, where a file with columns came before. */
  readonly known?: readonly string[];
  /** Undefined: left out. */
  of(name: string): Wanted | undefined;
  /** Throws where the file's columns are not those that were asked for; called as soon as they are known. */
  check(names: readonly string[]): void;
}

export interface ReadColumn {
  /** Undefined where no row has a value, and the type was left to the content. */
  readonly type: ColumnKind | undefined;
  readonly values: ColumnValues;
}

/** A file of rows by column, the rows in their order. */
export interface ReadRows {
  readonly rows: number;
  /** Of all columns, in the order of the file. */
  readonly names: readonly string[];
  /** Those that were chosen and are there. */
  readonly columns: ReadonlyMap<string, ReadColumn>;
  /** Whether its format tells texts, numbers and booleans apart; a CSV's values are texts. */
  readonly typed: boolean;
  /** What a person should know of the file. */
  readonly notes: readonly string[];
}

/**
 * Reads columns of a file: CSV, JSON lines of flat objects or of data capture, gzipped or not, or Parquet, known by its content. The file streams
 * by, so that only the columns are held. Throws CommandError that names the file, and the row where one is wrong.
 */
export async function readRows(
  path: string,
  options: TableOptions,
  choice: Choice,
  progress: Progress,
): Promise<ReadRows> {
  const file = await openRows(path, progress);
  switch (file.format) {
    case 'csv':
      return readCsvRows(file, options, choice);
    case 'json':
      return readJsonRows(file, options, choice);
    case 'capture':
      return readCaptureRows(file, choice);
    case 'parquet':
      return readParquetRows(file, choice);
  }
}

/** The column of that name, or an error that says which there are; `option` is where the name came from. */
export function columnNamed(name: string, columns: readonly string[], option: string): string {
  if (columns.includes(name)) return name;
  throw new CommandError(
    `${option} names the column "${name}", which is not there: the columns are ${columns.join(', ')}`,
  );
}
