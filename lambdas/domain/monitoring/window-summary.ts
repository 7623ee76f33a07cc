import type { ColumnValues } from '../columns/column-values.js';
import { Internal, InvalidInput } from '../errors.js';
import type { ByteReader } from '../summaries/byte-reader.js';
import type { ByteWriter } from '../summaries/byte-writer.js';
import { CategoricalSummary } from '../summaries/categorical-summary.js';
import { NumericSummary } from '../summaries/numeric-summary.js';
import type { RecordBatch } from './record-batch.js';

export type ColumnSummary =
  | { readonly kind: 'numeric'; readonly summary: NumericSummary }
  | { readonly kind: 'categorical'; readonly summary: CategoricalSummary };

const FORMAT = 1;
/** Bytes that say what comes. */
const [NOTHING, NUMERIC, CATEGORICAL] = [0, 1, 2];

/** What is kept of the records of a window, or of a part of it; parts merge. */
export class WindowSummary {
  /** Distinct records. */
  rows = 0;
  /** Of these, those that the version (or nobody known) answered: prediction and probability are theirs alone. */
  own = 0;
  /** Of these, those with a prediction that a label can be compared with. */
  scored = 0;

  constructor(
    /** In the order of the model's columns. */
    readonly columns: readonly ColumnSummary[],
    /** Null where the baseline has none. */
    readonly prediction: ColumnSummary | null,
    readonly probability: NumericSummary | null,
  ) {}

  /** Rows of any version. */
  add(batch: Pick<RecordBatch, 'rows' | 'columns'>): void {
    this.rows += batch.rows;
    for (const [at, column] of this.columns.entries()) addTo(column, batch.columns[at]);
  }

  /** The outcomes of the version's rows among those of `add`. */
  addOwn({ rows, prediction, probability }: Pick<RecordBatch, 'rows' | 'prediction' | 'probability'>): void {
    this.own += rows;
    if (this.prediction !== null) addTo(this.prediction, prediction);
    this.probability?.add(probability);
  }

  /** Throws InvalidInput for a summary of other columns. */
  merge(other: WindowSummary): void {
    if (other.columns.length !== this.columns.length) {
      throw new InvalidInput(
        `The summary is of ${other.columns.length} columns, expected ${this.columns.length}: it is of another run`,
      );
    }
    this.rows += other.rows;
    this.own += other.own;
    this.scored += other.scored;
    for (const [at, column] of this.columns.entries()) mergeInto(column, other.columns[at] ?? null);
    if (this.prediction !== null) mergeInto(this.prediction, other.prediction);
    if (this.probability !== null && other.probability !== null) this.probability.merge(other.probability);
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    for (const count of [this.rows, this.own, this.scored, this.columns.length]) writer.varint(count);
    for (const column of this.columns) writeColumn(column, writer);
    writeColumn(this.prediction, writer);
    writeColumn(this.probability === null ? null : { kind: 'numeric', summary: this.probability }, writer);
  }

  /** What `write` wrote. Throws InvalidInput for anything else. */
  static read(reader: ByteReader): WindowSummary {
    reader.version('The summary of the window', FORMAT);
    const [rows, own, scored, count] = [reader.varint(), reader.varint(), reader.varint(), reader.varint()];
    const columns: ColumnSummary[] = [];
    for (let at = 0; at < count; at++) {
      const column = readColumn(reader);
      if (column === null) throw new InvalidInput(`The summary has nothing of column ${at}`);
      columns.push(column);
    }
    const prediction = readColumn(reader);
    const probability = readColumn(reader);
    if (probability?.kind === 'categorical') throw new InvalidInput('The probability is summarised as text');
    const summary = new WindowSummary(columns, prediction, probability?.summary ?? null);
    return Object.assign(summary, { rows, own, scored });
  }
}

function addTo(column: ColumnSummary, values: ColumnValues | undefined): void {
  if (column.kind === 'numeric' && values?.kind === 'numeric') column.summary.add(values);
  else if (column.kind === 'categorical' && values?.kind === 'categorical') column.summary.add(values);
  else throw new Internal(`A ${column.kind} column was read as ${values?.kind ?? 'nothing'}`);
}

function mergeInto(column: ColumnSummary, other: ColumnSummary | null): void {
  if (column.kind === 'numeric' && other?.kind === 'numeric') column.summary.merge(other.summary);
  else if (column.kind === 'categorical' && other?.kind === 'categorical') column.summary.merge(other.summary);
  else throw new InvalidInput(`The summary has ${other?.kind ?? 'nothing'} of a ${column.kind} column`);
}

function writeColumn(column: ColumnSummary | null, writer: ByteWriter): void {
  writer.byte(column === null ? NOTHING : column.kind === 'numeric' ? NUMERIC : CATEGORICAL);
  column?.summary.write(writer);
}

function readColumn(reader: ByteReader): ColumnSummary | null {
  const kind = reader.byte();
  if (kind === NUMERIC) return { kind: 'numeric', summary: NumericSummary.read(reader) };
  if (kind === CATEGORICAL) return { kind: 'categorical', summary: CategoricalSummary.read(reader) };
  if (kind === NOTHING) return null;
  throw new InvalidInput(`The summary has a column of kind ${kind}, expected 0 to 2`);
}
