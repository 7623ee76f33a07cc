import type { ColumnMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { parquetMetadata, parquetSchema } from 'hyparquet';
import { MlopsError } from '../../domain/errors.js';
import type { ColumnType } from '../../domain/signature.js';
import { type RangedSource, wholeRange } from './ranged-source.js';
import { UnreadableObject } from './unreadable-object.js';

const MAGIC_BYTES = 4;
/** Length of the footer, and the magic bytes behind it. */
const TAIL_BYTES = 8;
/** A footer as a rule, so that one read will do. */
const FIRST_READ = 64 * 1024;
/** 16 MiB describe some 100,000 column chunks. */
const LONGEST_FOOTER = 16 * 1024 * 1024;

/** A column of flat values. */
export interface ParquetColumn {
  readonly name: string;
  /** What its Parquet type is to a model: dates and times are texts. */
  readonly type: ColumnType;
}

export interface ParquetFile {
  readonly source: RangedSource;
  readonly rows: number;
  /** Those of flat values, in order. */
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly ParquetGroup[];
  readonly schema: SchemaTree;
}

export interface ParquetGroup {
  readonly rows: number;
  /** Of the flat columns: each is there, with a value a row, unless there are no rows. */
  readonly chunks: ReadonlyMap<string, ColumnMetaData>;
}

/**
 * Reads the footer of a Parquet file.
 * @throws UnreadableObject for what is no Parquet, or damaged
 */
export async function openParquet(source: RangedSource): Promise<ParquetFile> {
  if (source.size < MAGIC_BYTES + TAIL_BYTES)
    throw new UnreadableObject('the Parquet file has no footer: it was cut off');
  let footer = await wholeRange(source, Math.max(0, source.size - FIRST_READ), source.size);
  const length = viewOf(footer).getUint32(footer.byteLength - TAIL_BYTES, true) + TAIL_BYTES;
  if (length > Math.min(LONGEST_FOOTER, source.size)) {
    throw new UnreadableObject('the Parquet file has no footer at its end: it was cut off, or is damaged');
  }
  if (length > footer.byteLength) footer = await wholeRange(source, source.size - length, source.size);
  return decoding('footer', () => {
    const metadata = parquetMetadata(footer, { geoparquet: false });
    const schema = parquetSchema(metadata);
    const flat = schema.children.filter(isFlat);
    const names = new Set(flat.map(({ element }) => element.name));
    const columns = flat.map(({ element: { name, ...element } }) => ({ name, type: typeOf(element) }));
    const groups = metadata.row_groups.map((group) => groupOf(group, names));
    return { source, rows: groups.reduce((sum, { rows }) => sum + rows, 0), columns, groups, schema };
  });
}

/** Runs what decodes a part of the file; whatever it throws says that the part is damaged. */
export function decoding<T>(part: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof MlopsError) throw cause;
    // The message may hold bytes of the file.
    throw new UnreadableObject(
      `the Parquet file is damaged, or of a kind that is not read: its ${part} makes no sense`,
      {
        cause,
      },
    );
  }
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const isFlat = ({ children, element }: SchemaTree): boolean =>
  children.length === 0 && element.type !== undefined && element.repetition_type !== 'REPEATED';

function groupOf({ num_rows, columns }: RowGroup, names: ReadonlySet<string>): ParquetGroup {
  const rows = Number(num_rows);
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError('rows of a row group');
  const chunks = new Map<string, ColumnMetaData>();
  for (const { meta_data: chunk, file_path } of columns) {
    const [name = '', nested] = chunk?.path_in_schema ?? [];
    if (chunk === undefined || nested !== undefined || !names.has(name)) continue;
    if (file_path) throw new RangeError('a column in another file');
    chunks.set(name, chunk);
  }
  for (const name of rows > 0 ? names : []) {
    const found = Number(chunks.get(name)?.num_values ?? 0);
    if (found === rows) continue;
    throw new UnreadableObject(
      `the Parquet file is damaged: a group of ${rows} rows has ${found} values of a column that its schema has`,
    );
  }
  return { rows, chunks };
}

function typeOf({ type, converted_type, logical_type }: Omit<SchemaTree['element'], 'name'>): ColumnType {
  const logical = logical_type?.type;
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'FLOAT' || type === 'DOUBLE' || logical === 'FLOAT16') return 'double';
  if (converted_type === 'DECIMAL' || logical === 'DECIMAL') return 'double';
  if (type !== 'INT32' && type !== 'INT64') return 'string';
  const isTime = converted_type === 'DATE' || converted_type?.startsWith('TIMESTAMP') === true;
  return isTime || logical === 'DATE' || logical === 'TIMESTAMP' ? 'string' : 'long';
}
