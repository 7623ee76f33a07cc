import type { ColumnValues, NumericValues } from '../columns/column-values.js';

/** Captured records by column, a row each. All parts are as long as `rows`. */
export interface RecordBatch {
  readonly rows: number;
  /** `<inference id>#<row>`. */
  readonly ids: readonly string[];
  /** Of the inference, milliseconds since the epoch. */
  readonly times: Float64Array;
  /** The version that answered; 0 where the capture does not say. */
  readonly versions: Uint32Array;
  /** In the order of the model's columns. */
  readonly columns: readonly ColumnValues[];
  readonly prediction: ColumnValues;
  readonly probability: NumericValues;
}

/** The rows with a `keep` of 1, in their order. */
export function keepRows(batch: RecordBatch, keep: Uint8Array): RecordBatch {
  const kept: number[] = [];
  for (let row = 0; row < batch.rows; row++) if (keep[row] === 1) kept.push(row);
  if (kept.length === batch.rows) return batch;
  return {
    rows: kept.length,
    ids: kept.map((row) => batch.ids[row] as string),
    times: Float64Array.from(kept, (row) => batch.times[row] as number),
    versions: Uint32Array.from(kept, (row) => batch.versions[row] as number),
    columns: batch.columns.map((column) => keepValues(column, kept)),
    prediction: keepValues(batch.prediction, kept),
    probability: keepNumbers(batch.probability, kept),
  };
}

const keepValues = (column: ColumnValues, rows: readonly number[]): ColumnValues =>
  column.kind === 'numeric'
    ? keepNumbers(column, rows)
    : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] as number) };

const keepNumbers = ({ kind, values, marks }: NumericValues, rows: readonly number[]): NumericValues => ({
  kind,
  values: Float64Array.from(rows, (row) => values[row] as number),
  marks: Uint8Array.from(rows, (row) => marks[row] as number),
});
