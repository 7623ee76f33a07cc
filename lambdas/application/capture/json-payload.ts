import { InvalidInput } from '../../domain/errors.js';
import type { BatchBuilder } from './batch-builder.js';
import { otherWidth } from './csv-payload.js';
import type { PayloadRows } from './payload.js';
import { tensorRows } from './tensor-rows.js';

/** A payload of JSON or JSON lines: objects by name, lists by position, or bare values. */
export class JsonPayload implements PayloadRows {
  readonly rows: number;
  private next = 0;

  private constructor(
    private readonly values: readonly unknown[],
    private readonly names: readonly string[],
  ) {
    this.rows = values.length;
  }

  static ofInput(text: string, contentType: string, names: readonly string[]): JsonPayload {
    const isFeature = names.includes('features');
    const values = rowsOf(text, contentType, 'instances').map((row) => (isFeature ? row : featuresOf(row)));
    values.forEach((row, index) => {
      const width = Array.isArray(row) ? row.length : isObject(row) ? names.length : 1;
      if (width !== names.length) throw otherWidth(index + 1, width, names.length);
    });
    return new JsonPayload(values, names);
  }

  static ofOutput(text: string, contentType: string, rows: number): JsonPayload {
    const values = rowsOf(text, contentType, 'predictions');
    const [only] = values;
    const isOfEachRow = rows > 1 && values.length === 1 && Array.isArray(only) && only.length === rows;
    return new JsonPayload(isOfEachRow ? only : values, []);
  }

  setColumns({ columns, rows }: BatchBuilder): void {
    const { names } = this;
    const row = this.values[this.next++];
    if (isObject(row)) {
      for (let index = 0; index < columns.length; index++) {
        const name = names[index] as string;
        columns[index]?.setJson(rows, isInherited(name) && !Object.hasOwn(row, name) ? undefined : row[name]);
      }
    } else {
      const list: readonly unknown[] = Array.isArray(row) ? row : [row];
      for (let index = 0; index < columns.length; index++) columns[index]?.setJson(rows, list[index]);
    }
  }

  setPrediction(batch: BatchBuilder): void {
    const row = this.values[this.next++];
    if (isObject(row)) batch.setPrediction(row.prediction, row.probability);
    else if (Array.isArray(row)) batch.setPrediction(row[0], row[1]);
    else batch.setPrediction(row, null);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object has it. */
const isInherited = (name: string): boolean => name in Object.prototype;

/** SageMaker's own algorithms take a row as `{"features": [...]}`. */
const featuresOf = (row: unknown): unknown =>
  isObject(row) && Array.isArray(row.features) && Object.keys(row).length === 1 ? row.features : row;

function rowsOf(text: string, contentType: string, key: 'instances' | 'predictions'): readonly unknown[] {
  const isLines = contentType.startsWith('application/jsonlines') || contentType.startsWith('application/x-jsonlines');
  const value = isLines ? undefined : parse(text);
  if (value !== undefined) return rowsOfValue(value);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parse);
  if ((values.length < 2 && !isLines) || values.includes(undefined)) {
    throw new InvalidInput(`the payload is neither JSON nor said to be CSV, expected rows or {"${key}": [...]}`);
  }
  return values.flatMap((row) => (isObject(row) ? rowsOfValue(row) : [row]));
}

function rowsOfValue(value: unknown): readonly unknown[] {
  if (isObject(value)) {
    const { instances, predictions, inputs, outputs } = value;
    if (Array.isArray(instances)) return instances;
    if (Array.isArray(predictions)) return predictions;
    return tensorRows(inputs) ?? tensorRows(outputs) ?? [value];
  }
  return Array.isArray(value) && value.some((row) => typeof row === 'object' && row !== null) ? value : [value];
}

/** Undefined for what is no JSON. The parser's own message quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
