import { InvalidInput } from '../errors.js';
import type { ColumnType, Row, Value } from '../signature.js';

/** The datatypes of the Open Inference Protocol V2 that a column can have. */
export const DATATYPES = ['FP64', 'FP32', 'INT64', 'INT32', 'BYTES', 'BOOL'] as const;
export type Datatype = (typeof DATATYPES)[number];

/** One column of a request or an answer, shape [rows] or [rows, 1]; null is missing. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: Datatype;
  /** Flat, or a list of one-element lists for shape [rows, 1]. */
  readonly data: readonly unknown[];
}

const datatypes: Readonly<Record<ColumnType, Datatype>> = {
  double: 'FP64',
  long: 'INT64',
  string: 'BYTES',
  boolean: 'BOOL',
};
export const datatypeOf = (type: ColumnType): Datatype => datatypes[type];

/** Whether something from JSON can be a column's value. A number that JSON can't carry back (1e999) is none. */
export const isValue = (value: unknown): value is Value =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

function valuesOf({ name, shape, data }: Tensor): readonly Value[] {
  const [rows, width] = shape;
  if (rows === undefined || rows < 1 || shape.length > 2 || (width ?? 1) !== 1) {
    throw new InvalidInput(
      `input "${name}" has shape [${shape.join(', ')}]: expected [rows] or [rows, 1], rows 1 or more`,
    );
  }
  const flat = data.map((item) => (shape.length === 2 && Array.isArray(item) && item.length === 1 ? item[0] : item));
  if (flat.length !== rows) {
    throw new InvalidInput(`input "${name}" has ${flat.length} values, but shape [${shape.join(', ')}]`);
  }
  return flat.map((value: unknown, row) => {
    if (isValue(value)) return value;
    throw new InvalidInput(`input "${name}", row ${row}: expected a finite number, a string, a boolean or null`);
  });
}

/**
 * Rows out of one tensor a column.
 * @throws InvalidInput when names repeat, or shapes and data do not agree
 */
export function decodeTensors(tensors: readonly Tensor[]): Row[] {
  const columns = new Map<string, readonly Value[]>();
  let rows: number | undefined;
  for (const tensor of tensors) {
    if (columns.has(tensor.name))
      throw new InvalidInput(`input "${tensor.name}" comes twice: expected a tensor a column`);
    const values = valuesOf(tensor);
    rows ??= values.length;
    if (values.length !== rows) {
      throw new InvalidInput(
        `input "${tensor.name}" has ${values.length} rows, those before it ${rows}: expected the same`,
      );
    }
    columns.set(tensor.name, values);
  }
  return Array.from({ length: rows ?? 0 }, (_, row) =>
    Object.fromEntries([...columns].map(([name, values]) => [name, values[row] ?? null])),
  );
}

/** One tensor of shape [rows] a column; a value that a row lacks is null. */
export function encodeTensors(
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
  rows: readonly Readonly<Record<string, Value | undefined>>[],
): Tensor[] {
  return columns.map(({ name, type }) => ({
    name,
    shape: [rows.length],
    datatype: datatypeOf(type),
    data: rows.map((row) => row[name] ?? null),
  }));
}
