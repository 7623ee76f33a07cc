import {
  type CategoricalValues,
  type ColumnValues,
  MARKS,
  NO_TEXT,
  type NumericValues,
} from '../../domain/columns/column-values.js';
import { numberOfText } from '../../domain/datasets/number-text.js';
import { TextDictionary } from './text-dictionary.js';

/** Takes the values of a column for the rows of a batch; what is set of a row last counts. */
export interface ColumnBuilder {
  /** A value out of JSON; undefined is a field that is not there. */
  setJson(row: number, value: unknown): void;
  /** A field of a CSV. */
  setText(row: number, text: string): void;
  setNumber(row: number, value: number): void;
  setMissing(row: number): void;
  setAbsent(row: number): void;
  /** The values of the first `rows`; the builder begins anew. */
  finish(rows: number): ColumnValues;
}

export class NumericBuilder implements ColumnBuilder {
  private values: Float64Array;
  private marks: Uint8Array;

  constructor(private readonly capacity: number) {
    this.values = new Float64Array(capacity);
    this.marks = new Uint8Array(capacity);
  }

  setJson(row: number, value: unknown): void {
    if (typeof value === 'number') this.setNumber(row, value);
    else this.mark(row, value === undefined ? MARKS.absent : value === null ? MARKS.missing : MARKS.mistyped);
  }

  setText(row: number, text: string): void {
    const value = numberOfText(text);
    if (typeof value === 'number') this.setNumber(row, value);
    else this.mark(row, value === null ? MARKS.missing : MARKS.mistyped);
  }

  setNumber(row: number, value: number): void {
    this.values[row] = value;
    // NaN is missing.
    this.marks[row] = Number.isNaN(value) ? MARKS.missing : MARKS.value;
  }

  /** Some rows at once. */
  setNumbers(row: number, values: Float64Array): void {
    const { marks } = this;
    this.values.set(values, row);
    for (let index = 0; index < values.length; index++) {
      marks[row + index] = Number.isNaN(values[index]) ? MARKS.missing : MARKS.value;
    }
  }

  setMissing(row: number): void {
    this.mark(row, MARKS.missing);
  }

  setAbsent(row: number): void {
    this.mark(row, MARKS.absent);
  }

  setMistyped(row: number): void {
    this.mark(row, MARKS.mistyped);
  }

  finish(rows: number): NumericValues {
    const { values, marks, capacity } = this;
    this.values = new Float64Array(capacity);
    this.marks = new Uint8Array(capacity);
    return { kind: 'numeric', values: values.subarray(0, rows), marks: marks.subarray(0, rows) };
  }

  protected mark(row: number, mark: number): void {
    this.values[row] = Number.NaN;
    this.marks[row] = mark;
  }
}

/** Of a probability all that is no number is missing. */
export class ProbabilityBuilder extends NumericBuilder {
  protected override mark(row: number, _mark: number): void {
    super.mark(row, MARKS.missing);
  }
}

export class CategoricalBuilder implements ColumnBuilder {
  private codes: Int32Array;
  private dictionary = new TextDictionary();

  /** Of a boolean column a CSV's `True` is `true`. */
  constructor(
    private readonly capacity: number,
    private readonly isBoolean = false,
  ) {
    this.codes = new Int32Array(capacity);
  }

  setJson(row: number, value: unknown): void {
    if (typeof value === 'string') this.setString(row, value);
    else if (value === undefined) this.setAbsent(row);
    else if (value === null) this.setMissing(row);
    else this.setString(row, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }

  setText(row: number, text: string): void {
    if (text === '') this.setMissing(row);
    else this.setString(row, this.isBoolean ? text.toLowerCase() : text);
  }

  setString(row: number, text: string): void {
    this.codes[row] = this.dictionary.codeOf(text);
  }

  setNumber(row: number, value: number): void {
    if (Number.isNaN(value)) this.setMissing(row);
    else this.setString(row, String(value));
  }

  setMissing(row: number): void {
    this.codes[row] = NO_TEXT.missing;
  }

  setAbsent(row: number): void {
    this.codes[row] = NO_TEXT.absent;
  }

  finish(rows: number): CategoricalValues {
    const values: CategoricalValues = {
      kind: 'categorical',
      codes: this.codes.subarray(0, rows),
      texts: this.dictionary.texts,
    };
    this.codes = new Int32Array(this.capacity);
    if (this.dictionary.isFull) this.dictionary = new TextDictionary();
    return values;
  }
}
