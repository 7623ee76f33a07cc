import { kindOf } from '../../domain/columns/column-side.js';
import type { ColumnValues } from '../../domain/columns/column-values.js';
import { numberOfText } from '../../domain/datasets/number-text.js';
import type { RecordBatch } from '../../domain/monitoring/record-batch.js';
import type { CaptureSchema } from './capture-object.js';
import { CategoricalBuilder, NumericBuilder, ProbabilityBuilder } from './column-builder.js';

/** Rows of a batch. */
export const BATCH_ROWS = 8192;

/** Characters of a record id: many times those of SageMaker's. */
export const LONGEST_ID = 1024;

/** Largest version that a batch can hold; what is larger is none of ours. */
const MAX_VERSION = 2 ** 32 - 1;

/** Gathers rows by column. A row is set, column by column, at `rows`, and counts once it is committed. */
export class BatchBuilder {
  /** Committed. */
  rows = 0;
  readonly columns: readonly (NumericBuilder | CategoricalBuilder)[];
  readonly prediction: NumericBuilder | CategoricalBuilder;
  readonly probability: ProbabilityBuilder;
  private ids: string[] = [];
  private times: Float64Array;
  private versions: Uint32Array;

  constructor(
    { columns, prediction }: CaptureSchema,
    readonly capacity: number = BATCH_ROWS,
  ) {
    this.columns = columns.map(({ type }) =>
      kindOf(type) === 'numeric' ? new NumericBuilder(capacity) : new CategoricalBuilder(capacity, type === 'boolean'),
    );
    this.prediction = prediction === 'numeric' ? new NumericBuilder(capacity) : new CategoricalBuilder(capacity);
    this.probability = new ProbabilityBuilder(capacity);
    this.times = new Float64Array(capacity);
    this.versions = new Uint32Array(capacity);
  }

  get isFull(): boolean {
    return this.rows >= this.capacity;
  }

  /** Values out of JSON. What is no prediction is missing. */
  setPrediction(prediction: unknown, probability: unknown): void {
    const isKnown = typeof prediction === 'number' || typeof prediction === 'string' || typeof prediction === 'boolean';
    this.prediction.setJson(this.rows, isKnown ? prediction : null);
    this.probability.setJson(this.rows, probability);
  }

  /** Fields of a CSV. A prediction that reads as a number counts as that number, whatever its kind. */
  setPredictionText(prediction: string | undefined, probability: string | undefined): void {
    const predicted = prediction === undefined ? null : numberOfText(prediction);
    const likely = probability === undefined ? null : numberOfText(probability);
    this.setPrediction(predicted === undefined ? prediction : predicted, likely);
  }

  commit(id: string, time: number, version: number): void {
    const { rows } = this;
    this.ids.push(id);
    this.times[rows] = time;
    this.versions[rows] = version <= MAX_VERSION ? version : 0;
    this.rows = rows + 1;
  }

  /** The rows so far; the builder begins anew. */
  finish(): RecordBatch {
    const { rows, ids, capacity } = this;
    const values = (builder: { finish(rows: number): ColumnValues }): ColumnValues => builder.finish(rows);
    const batch: RecordBatch = {
      rows,
      ids,
      times: this.times.subarray(0, rows),
      versions: this.versions.subarray(0, rows),
      columns: this.columns.map(values),
      prediction: values(this.prediction),
      probability: this.probability.finish(rows),
    };
    this.rows = 0;
    this.ids = [];
    this.times = new Float64Array(capacity);
    this.versions = new Uint32Array(capacity);
    return batch;
  }
}
