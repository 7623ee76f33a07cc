import {
  type CategoricalValues,
  MARKS,
  NO_TEXT,
  type NumericValues,
} from '../../../lambdas/domain/columns/column-values.js';
import type { ReadColumn, Wanted } from './read-rows.js';

/** Gathers a column out of values that have types of their own. Numbers are numbers; texts are categories, whatever they spell. */
export class CellBuilder {
  private readonly known = new Map<string, number>();
  private readonly missing: ReadonlySet<string>;
  /** Of a row, by the kind of the column: a number, or the code of a text. */
  private values: Float64Array;
  private marks = new Uint8Array(1024).fill(MARKS.absent);
  private kind: 'numeric' | 'categorical';
  private hasValues = false;

  constructor(
    private readonly wanted: Wanted,
    na: readonly string[],
    private readonly trim: boolean,
  ) {
    this.missing = new Set(na);
    this.kind = wanted === 'categorical' ? 'categorical' : 'numeric';
    this.values = new Float64Array(1024).fill(Number.NaN);
  }

  /** The value of a row; rows that are passed over have none. */
  add(row: number, found: unknown): void {
    while (row >= this.marks.length) this.grow();
    const value = typeof found === 'string' && this.trim ? found.trim() : found;
    if (isNothing(value) || (typeof value === 'string' && this.missing.has(value))) {
      this.marks[row] = MARKS.missing;
      return;
    }
    if (this.kind === 'numeric' && typeof value !== 'number') {
      if (this.wanted === 'numeric') {
        this.marks[row] = MARKS.mistyped;
        return;
      }
      this.becomeCategorical();
    }
    this.hasValues = true;
    this.marks[row] = MARKS.value;
    this.values[row] = this.kind === 'numeric' ? Number(value) : this.codeOf(textOf(value));
  }

  column(rows: number): ReadColumn {
    while (rows > this.marks.length) this.grow();
    const type = this.wanted === 'content' && !this.hasValues ? undefined : this.kind;
    return { type, values: this.kind === 'numeric' ? this.numbers(rows) : this.texts(rows) };
  }

  private numbers(rows: number): NumericValues {
    return { kind: 'numeric', values: this.values.subarray(0, rows), marks: this.marks.subarray(0, rows) };
  }

  private texts(rows: number): CategoricalValues {
    const codes = Int32Array.from({ length: rows }, (_, row) => {
      const mark = this.marks[row];
      if (mark === MARKS.value) return this.values[row] as number;
      return mark === MARKS.absent ? NO_TEXT.absent : NO_TEXT.missing;
    });
    return { kind: 'categorical', codes, texts: [...this.known.keys()] };
  }

  private codeOf(text: string): number {
    let code = this.known.get(text);
    if (code === undefined) {
      code = this.known.size;
      this.known.set(text, code);
    }
    return code;
  }

  /** A text came: the numbers before it are texts as well. */
  private becomeCategorical(): void {
    this.kind = 'categorical';
    this.marks.forEach((mark, row) => {
      if (mark === MARKS.value) this.values[row] = this.codeOf(String(this.values[row]));
    });
  }

  private grow(): void {
    const { length } = this.marks;
    const marks = new Uint8Array(2 * length).fill(MARKS.absent, length);
    marks.set(this.marks);
    this.marks = marks;
    const values = new Float64Array(2 * length).fill(Number.NaN, length);
    values.set(this.values);
    this.values = values;
  }
}

const isNothing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
