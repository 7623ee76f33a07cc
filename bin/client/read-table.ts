import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { CommandError } from './errors.js';

/** How a file of rows is to be read. */
export interface TableOptions {
  /** The names of the columns, of a file without a header. Default: its first line. */
  readonly columns?: readonly string[];
  /** What stands for a missing value, beside nothing. */
  readonly na?: readonly string[];
  /** Whether spaces around a value do not count. */
  readonly trim?: boolean;
}

/** A column as its different texts, and which of them each row has. A missing value is the empty text. */
export interface TextColumn {
  readonly name: string;
  readonly texts: readonly string[];
  /** As long as the table has rows. */
  readonly codes: Uint32Array;
}

export interface TextTable<Name extends string = string> {
  readonly rows: number;
  readonly columns: Readonly<Record<Name, TextColumn>>;
}

/**
 * Reads the columns that `choose` names, by a name of the caller's each, out of a CSV; `choose` sees the names of all. The
 * file streams by, so that only these columns are held, four bytes a value. Throws CommandError that names file and row.
 */
export async function readTable<Name extends string>(
  file: string,
  { columns: names, na = [], trim = false }: TableOptions,
  choose: (columns: readonly string[]) => Readonly<Record<Name, string>>,
): Promise<TextTable<Name>> {
  const missing = new Set(na);
  let header = names;
  let chosen: { readonly at: number; readonly builder: ColumnBuilder }[] = [];
  let columns: Readonly<Record<string, ColumnBuilder>> = {};
  let rows = 0;
  const begin = (found: readonly string[]): void => {
    header = checkedHeader(found, file);
    const wanted: Readonly<Record<string, string>> = choose(header);
    columns = Object.fromEntries(
      Object.entries(wanted).map(([name, column]) => [name, new ColumnBuilder(column, missing)]),
    );
    chosen = Object.values(columns).map((builder) => ({ at: header?.indexOf(builder.name) ?? -1, builder }));
  };
  if (names !== undefined) begin(names);
  const add = (record: readonly string[]): void => {
    if (header === undefined) {
      begin(record);
      return;
    }
    if (record.length !== header.length) {
      const advice = rows === 0 && names !== undefined ? '; does --columns name them all?' : '';
      throw new CommandError(
        `${file}, row ${rows + 1}: got ${record.length} values, expected ${header.length}${advice}`,
      );
    }
    rows += 1;
    for (const { at, builder } of chosen) builder.add(record[at] ?? '');
  };
  // Taken as they are parsed: nothing goes on down the stream.
  const takeRecord = (record: readonly string[]): null => {
    add(record);
    return null;
  };
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, trim, on_record: takeRecord };
  try {
    await pipeline(createReadStream(file), parse(options), new Writable({ objectMode: true }));
  } catch (cause) {
    throw readError(cause, file);
  }
  if (header === undefined) throw new CommandError(`${file} is empty: expected a CSV with a header`);
  if (rows === 0) throw new CommandError(`${file} has no rows: expected some below its header`);
  const built = Object.entries(columns).map(([name, builder]) => [name, builder.column()] as const);
  return { rows, columns: Object.fromEntries(built) as Record<Name, TextColumn> };
}

/** The column of that name, or an error that says which there are; `option` is where the name came from. */
export function columnNamed(name: string, columns: readonly string[], option: string): string {
  if (columns.includes(name)) return name;
  throw new CommandError(
    `${option} names the column "${name}", which is not there: the columns are ${columns.join(', ')}`,
  );
}

/** Texts of a column as numbers; a missing value is NaN. Throws CommandError that names the column and a value that is none. */
export function numbersOf({ name, texts, codes }: TextColumn): Float64Array {
  const values = Float64Array.from(texts, (text) => {
    if (text === '') return Number.NaN;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new CommandError(`column "${name}" has the value "${text}": expected numbers`);
  });
  return Float64Array.from(codes, (code) => values[code] as number);
}

class ColumnBuilder {
  private readonly known = new Map<string, number>();
  private readonly texts: string[] = [];
  private codes = new Uint32Array(1024);
  private rows = 0;

  constructor(
    readonly name: string,
    private readonly missing: ReadonlySet<string>,
  ) {}

  add(text: string): void {
    if (this.rows === this.codes.length) {
      const longer = new Uint32Array(2 * this.rows);
      longer.set(this.codes);
      this.codes = longer;
    }
    this.codes[this.rows] = this.known.get(text) ?? this.learn(text);
    this.rows += 1;
  }

  column(): TextColumn {
    return { name: this.name, texts: this.texts, codes: this.codes.subarray(0, this.rows) };
  }

  /** Every spelling of a missing value has the code of the empty text. */
  private learn(text: string): number {
    const meant = this.missing.has(text) ? '' : text;
    let code = this.known.get(meant);
    if (code === undefined) {
      code = this.texts.push(meant) - 1;
      this.known.set(meant, code);
    }
    this.known.set(text, code);
    return code;
  }
}

function checkedHeader(names: readonly string[], file: string): readonly string[] {
  names.forEach((name, index) => {
    if (name === '') throw new CommandError(`${file}: column ${index + 1} has no name`);
    if (names.indexOf(name) !== index) throw new CommandError(`${file}: two columns have the name "${name}"`);
  });
  return names;
}

function readError(cause: unknown, file: string): unknown {
  if (cause instanceof CsvError) {
    // The parser's message ends with the value, which may be as long as the file.
    return new CommandError(`${file} is not CSV: ${cause.message.replace(/, value is .*$/s, '')}`, { cause });
  }
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {
    return new CommandError(`${file} can't be read (${cause.message})`, { cause });
  }
  return cause;
}
