import { CommandError } from '../errors.js';
import { CsvScanner, type CsvSink, MalformedRow } from './csv-scanner.js';
import {
  ContentFieldBuilder,
  type FieldBuilder,
  MissingTexts,
  NumericFieldBuilder,
  TextFieldBuilder,
} from './field-builders.js';
import type { LocalRows } from './local-rows.js';
import type { Choice, ReadColumn, ReadRows, TableOptions, Wanted } from './read-rows.js';

/**
 * Reads columns of a CSV. Where a column turns out to be no numbers after numbers have gone by, the file is read a second time
 * for it. A column without a name is left out; it is most often the index of a data frame.
 */
export async function readCsvRows(file: LocalRows, options: TableOptions, choice: Choice): Promise<ReadRows> {
  const first = await pass(file, options, (name) => choice.of(name), choice);
  const torn = [...first.builders].filter(([, builder]) => builder instanceof ContentFieldBuilder && builder.isTorn);
  const again = new Set(torn.map(([name]) => name));
  const second =
    again.size === 0 ? undefined : await pass(file, options, (name) => (again.has(name) ? 'categorical' : undefined));
  if (second !== undefined && second.rows !== first.rows)
    throw new CommandError(`${file.path} changed while it was read`);
  const columns = new Map(
    [...first.builders].map(([name, builder]) => [name, readColumn(second?.builders.get(name) ?? builder)] as const),
  );
  return {
    rows: first.rows,
    names: first.header.filter((name) => name !== ''),
    columns,
    typed: false,
    notes: notesOf(file, first),
  };
}

function notesOf(file: LocalRows, { header, builders }: Pass): string[] {
  const notes: string[] = [];
  const unnamed = header.filter((name) => name === '').length;
  if (unnamed > 0) {
    notes.push(`${file.path}: ${unnamed === 1 ? 'a column' : `${unnamed} columns`} without a name left out`);
  }
  const rounded = [...builders].filter(([, builder]) => builder.losesDigits);
  if (rounded.length > 0) {
    const names = rounded.map(([name]) => name).join(', ');
    notes.push(
      `${file.path}: whole numbers of ${names} have more digits than a double holds, so that different ones become the same; with --categorical they stay apart`,
    );
  }
  return notes;
}

const readColumn = (builder: FieldBuilder): ReadColumn => {
  const values = builder.values();
  return { type: builder instanceof ContentFieldBuilder ? builder.type : values.kind, values };
};

interface Pass {
  readonly header: readonly string[];
  readonly rows: number;
  readonly builders: ReadonlyMap<string, FieldBuilder>;
}

async function pass(
  file: LocalRows,
  options: TableOptions,
  wanted: (name: string) => Wanted | undefined,
  choice?: Choice,
): Promise<Pass> {
  const columns = new CsvColumns(options, wanted, choice);
  const scanner = new CsvScanner(columns, options.trim ?? false);
  try {
    for await (const chunk of withoutMark(file.content())) scanner.push(chunk);
    scanner.end();
  } catch (cause) {
    if (!(cause instanceof MalformedRow)) throw cause;
    const place = columns.header === undefined ? 'the header' : `row ${columns.rows + 1}`;
    throw new CommandError(`${file.path}, ${place}: ${cause.message}`, { cause });
  }
  const { header, rows, builders } = columns;
  if (header === undefined) throw new CommandError(`${file.path} is empty: expected a CSV with a header`);
  return { header, rows, builders };
}

/** Without the byte order mark. */
async function* withoutMark(content: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let start = true;
  for await (const chunk of content) {
    yield start && chunk.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? chunk.subarray(3) : chunk;
    start = false;
  }
}

/** Gives each field to its column. */
class CsvColumns implements CsvSink {
  header: readonly string[] | undefined;
  rows = 0;
  readonly builders = new Map<string, FieldBuilder>();
  /** By place in a row. */
  private places: (FieldBuilder | undefined)[] = [];
  private readonly names: string[] = [];
  private at = 0;

  constructor(
    private readonly options: TableOptions,
    private readonly wanted: (name: string) => Wanted | undefined,
    private readonly choice: Choice | undefined,
  ) {
    if (options.columns !== undefined) this.begin(options.columns);
  }

  field(bytes: Buffer, start: number, end: number): void {
    if (this.header === undefined) this.names.push(bytes.toString('utf8', start, end));
    else this.places[this.at++]?.add(bytes, start, end);
  }

  row(): void {
    if (this.header === undefined) {
      this.begin(this.names);
      return;
    }
    const { at, header } = this;
    if (at !== header.length) {
      const advice = this.rows === 0 && this.options.columns !== undefined ? '; does --columns name them all?' : '';
      throw new MalformedRow(`got ${at} values, expected ${header.length}${advice}`);
    }
    this.rows++;
    this.at = 0;
  }

  private begin(names: readonly string[]): void {
    const named = names.filter((name) => name !== '');
    const twice = named.find((name, index) => named.indexOf(name) !== index);
    if (twice !== undefined) throw new MalformedRow(`two columns have the name "${twice}"`);
    this.header = names;
    this.choice?.check(named);
    const missing = new MissingTexts(this.options.na ?? []);
    this.places = names.map((name) => {
      const wanted = name === '' ? undefined : this.wanted(name);
      if (wanted === undefined) return undefined;
      const builder = builderFor(wanted, missing);
      this.builders.set(name, builder);
      return builder;
    });
  }
}

function builderFor(wanted: Wanted, missing: MissingTexts): FieldBuilder {
  if (wanted === 'numeric') return new NumericFieldBuilder(missing);
  return wanted === 'categorical' ? new TextFieldBuilder(missing) : new ContentFieldBuilder(missing);
}
