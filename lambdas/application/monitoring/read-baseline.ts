import { gunzipSync } from 'node:zlib';
import { type ColumnKind, kindOf } from '../../domain/columns/column-side.js';
import {
  type CategoricalValues,
  type ColumnValues,
  MARKS,
  NO_TEXT,
  type NumericValues,
} from '../../domain/columns/column-values.js';
import { numberOfText } from '../../domain/datasets/number-text.js';
import { InvalidInput } from '../../domain/errors.js';
import type { ColumnType } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { readParquetColumns } from '../capture/read-parquet-columns.js';
import { parseCsv } from '../documents/csv.js';
import type { MonitorSubject } from '../documents/monitor-plan.js';
import { isGzip, isParquet, PARQUET_BYTES } from '../magic-bytes.js';

/** The rows of a baseline by column. */
export interface BaselineTable {
  readonly key: string;
  readonly rows: number;
  readonly names: readonly string[];
  /** What the values of a column are: of a CSV, `double` when there are numbers, and nothing else but what stands for no value. */
  typeOf(name: string): ColumnType;
  /** The values of a column that is there, some rows at a time. Texts of booleans are lower case. */
  read(name: string, type: ColumnType): AsyncIterable<ColumnValues>;
}

/** Bytes of a CSV, and its cells: both take memory, of which a plan has so much. */
const LARGEST_CSV = 128 * 1024 * 1024;
const MOST_CELLS = 20_000_000;
const [COMMA, NEWLINE] = [0x2c, 0x0a];

/** Opens a baseline: CSV with a header, or that in gzip, or Parquet. Throws InvalidInput for what is none of them. */
export async function readBaseline(
  artifacts: Pick<ArtifactStore, 'readBytes' | 'readRange' | 'head'>,
  { key, versionId }: MonitorSubject['baseline'],
): Promise<BaselineTable> {
  const start = await artifacts.readRange(key, 0, PARQUET_BYTES, versionId);
  if (isParquet(start)) return parquetTable(artifacts, key, versionId);
  const { size } = await artifacts.head(key, versionId);
  if (size > LARGEST_CSV) {
    throw new InvalidInput(
      `The baseline ${key} has ${Math.ceil(size / 1024 ** 2)} MiB: expected a CSV of at most ${LARGEST_CSV / 1024 ** 2} MiB, ` +
        'or Parquet. Take a sample of the rows, or write them as Parquet',
    );
  }
  const bytes = await artifacts.readBytes(key, versionId);
  return csvTable(isGzip(bytes) ? expand(bytes, key) : bytes, key);
}

function expand(bytes: Buffer, key: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_CSV });
  } catch (cause) {
    throw new InvalidInput(
      `The baseline ${key} is damaged, or more than ${LARGEST_CSV / 1024 ** 2} MiB: expected a CSV in gzip, or Parquet`,
      { cause },
    );
  }
}

async function parquetTable(
  artifacts: Pick<ArtifactStore, 'readRange' | 'head'>,
  key: string,
  versionId: string | undefined,
): Promise<BaselineTable> {
  const { size } = await artifacts.head(key, versionId);
  const range = (from: number, to: number) => artifacts.readRange(key, from, to, versionId);
  const table = await naming(key, readParquetColumns({ size, range }));
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  return {
    key,
    rows: table.rows,
    names: table.columns.map(({ name }) => name),
    typeOf: (name) => types.get(name) ?? 'string',
    async *read(name, type) {
      const kind = kindOf(type);
      const parts = table.read([{ name, kind }]);
      for (let next = await naming(key, parts.next()); next.done !== true; next = await naming(key, parts.next())) {
        for (const column of next.value.columns) yield type === 'boolean' ? lowerCase(column) : column;
      }
    },
  };
}

/** What is wrong with the content is said of the baseline. */
const naming = <T>(key: string, reading: Promise<T>): Promise<T> =>
  reading.catch((cause: unknown) => {
    if (!(cause instanceof InvalidInput)) throw cause;
    throw new InvalidInput(`The baseline ${key} could not be read: ${cause.message}`, { cause });
  });

/** Cells of a CSV or more: a separator within quotes counts too. */
function cellsOf(bytes: Buffer): number {
  let cells = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === COMMA || bytes[at] === NEWLINE) cells += 1;
  return cells;
}

function csvTable(bytes: Buffer, key: string): BaselineTable {
  const cells = cellsOf(bytes);
  if (cells > MOST_CELLS) {
    throw new InvalidInput(
      `The baseline ${key} has about ${cells} cells: expected a CSV of at most ${MOST_CELLS}, rows times columns, ` +
        'or Parquet. Take a sample of the rows, or write them as Parquet',
    );
  }
  const { columns, rows } = parseCsv(bytes, key);
  const positions = new Map(columns.map((name, at) => [name, at]));
  const textsOf = (name: string): string[] => {
    const at = positions.get(name) ?? -1;
    return rows.map((row) => row[at] ?? '');
  };
  return {
    key,
    rows: rows.length,
    names: columns,
    typeOf: (name) => {
      let hasNumbers = false;
      for (const text of textsOf(name)) {
        const number = numberOfText(text);
        if (number === undefined) return 'string';
        if (number !== null) hasNumbers = true;
      }
      return hasNumbers ? 'double' : 'string';
    },
    async *read(name, type) {
      const kind: ColumnKind = kindOf(type);
      const texts = textsOf(name);
      if (kind === 'numeric') yield numbersOf(texts);
      else yield type === 'boolean' ? lowerCase(codesOf(texts)) : codesOf(texts);
    },
  };
}

function numbersOf(texts: readonly string[]): NumericValues {
  const values = new Float64Array(texts.length);
  const marks = new Uint8Array(texts.length);
  for (const [row, text] of texts.entries()) {
    const number = numberOfText(text);
    values[row] = number ?? Number.NaN;
    if (typeof number !== 'number') marks[row] = number === null ? MARKS.missing : MARKS.mistyped;
  }
  return { kind: 'numeric', values, marks };
}

function codesOf(rows: readonly string[]): CategoricalValues {
  const known = new Map<string, number>();
  const codes = Int32Array.from(rows, (text) => {
    if (text === '') return NO_TEXT.missing;
    const code = known.get(text) ?? known.size;
    known.set(text, code);
    return code;
  });
  return { kind: 'categorical', codes, texts: [...known.keys()] };
}

const lowerCase = (column: ColumnValues): ColumnValues =>
  column.kind === 'numeric' ? column : { ...column, texts: column.texts.map((text) => text.toLowerCase()) };
