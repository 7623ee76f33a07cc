import { readParquetColumns } from '../../../lambdas/application/capture/read-parquet-columns.js';
import { InvalidInput } from '../../../lambdas/domain/errors.js';
import { type ColumnKind, kindOf } from '../../../lambdas/domain/monitoring/column.js';
import { type ColumnValues, MARKS } from '../../../lambdas/domain/monitoring/record-batch.js';
import { CommandError } from '../errors.js';
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
  const parts = wanted.map(({ kind }) => new Parts(kind, table.rows));
  for await (const { columns } of table.read(wanted))
    for (const [i, values] of columns.entries()) parts[i]?.add(values);
  const columns = new Map(
    wanted.map(({ name, kind }, i) => [name, { type: kind, values: (parts[i] as Parts).values() }] as const),
  );
  return { rows: table.rows, names, columns, typed: true, notes: [] };
}

/** Parts of a column as one. */
class Parts {
  private readonly known = new Map<string, number>();
  private readonly numbers: Float64Array;
  private readonly marks: Uint8Array;
  private readonly codes: Int32Array;
  private at = 0;

  constructor(
    private readonly kind: ColumnKind,
    rows: number,
  ) {
    this.numbers = new Float64Array(kind === 'numeric' ? rows : 0);
    this.marks = new Uint8Array(kind === 'numeric' ? rows : 0).fill(MARKS.absent);
    this.codes = new Int32Array(kind === 'categorical' ? rows : 0);
  }

  add(part: ColumnValues): void {
    if (part.kind === 'numeric') {
      this.numbers.set(part.values, this.at);
      this.marks.set(part.marks, this.at);
      this.at += part.values.length;
      return;
    }
    const meant = part.texts.map((text) => {
      const known = this.known.get(text);
      if (known !== undefined) return known;
      this.known.set(text, this.known.size);
      return this.known.size - 1;
    });
    for (const code of part.codes) this.codes[this.at++] = code < 0 ? code : (meant[code] as number);
  }

  values(): ColumnValues {
    return this.kind === 'numeric'
      ? { kind: 'numeric', values: this.numbers, marks: this.marks }
      : { kind: 'categorical', codes: this.codes, texts: [...this.known.keys()] };
  }
}
