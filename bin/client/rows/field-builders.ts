import {
  type CategoricalValues,
  type ColumnValues,
  MARKS,
  NO_TEXT,
  type NumericValues,
} from '../../../lambdas/domain/columns/column-values.js';
import { decimalOfBytes } from '../../../lambdas/domain/datasets/decimal-bytes.js';
import { numberOfText } from '../../../lambdas/domain/datasets/number-text.js';
import { ByteDictionary } from './byte-dictionary.js';

/** Gathers a column out of the bytes of its fields, a row after the other. */
export interface FieldBuilder {
  add(bytes: Buffer, start: number, end: number): void;
  values(): ColumnValues;
  /** Whether a whole number was written with more digits than a double holds: others may have become the same. */
  readonly losesDigits: boolean;
}

/** What stands for a missing value, beside nothing. */
export class MissingTexts {
  readonly all: readonly Buffer[];

  constructor(texts: readonly string[]) {
    this.all = texts.filter((text) => text !== '').map((text) => Buffer.from(text));
  }

  has(bytes: Buffer, start: number, end: number): boolean {
    return start === end || this.all.some((text) => isSame(text, bytes, start, end));
  }
}

function isSame(text: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) if (text[at - start] !== bytes[at]) return false;
  return true;
}

/** Nine bytes a row, whatever the numbers are. */
export class NumericFieldBuilder implements FieldBuilder {
  private numbers = new Float64Array(1024);
  private marks = new Uint8Array(1024);
  private rows = 0;
  /** Of which kind the fields were, but for those that are missing. */
  readonly seen = { numbers: false, noNumbers: false, noValues: false };
  losesDigits = false;

  constructor(private readonly missing: MissingTexts) {}

  add(bytes: Buffer, start: number, end: number): void {
    if (this.rows === this.numbers.length) this.grow();
    const row = this.rows++;
    if (!this.missing.has(bytes, start, end)) {
      const short = decimalOfBytes(bytes, start, end);
      if (!Number.isNaN(short)) {
        this.numbers[row] = short;
        this.seen.numbers = true;
        if (Math.abs(short) > Number.MAX_SAFE_INTEGER) this.compareDigits(short, bytes, start, end);
        return;
      }
      const number = numberOfText(bytes.toString('latin1', start, end));
      if (number !== null && number !== undefined) {
        this.numbers[row] = number;
        this.seen.numbers = true;
        if (Math.abs(number) > Number.MAX_SAFE_INTEGER) this.compareDigits(number, bytes, start, end);
        return;
      }
      if (number === undefined) this.seen.noNumbers = true;
      else this.seen.noValues = true;
      this.marks[row] = number === null ? MARKS.missing : MARKS.mistyped;
    } else this.marks[row] = MARKS.missing;
    this.numbers[row] = Number.NaN;
  }

  /** Whether there was any text that a categorical column would hold. */
  get hasTexts(): boolean {
    return this.seen.numbers || this.seen.noNumbers || this.seen.noValues;
  }

  get length(): number {
    return this.rows;
  }

  values(): NumericValues {
    const { rows } = this;
    return { kind: 'numeric', values: this.numbers.subarray(0, rows), marks: this.marks.subarray(0, rows) };
  }

  private compareDigits(number: number, bytes: Buffer, start: number, end: number): void {
    if (this.losesDigits || !Number.isFinite(number)) return;
    const text = bytes.toString('latin1', start, end).trim();
    this.losesDigits = /^[+-]?\d{1,400}$/.test(text) && BigInt(text.replace(/^\+/, '')) !== BigInt(number);
  }

  private grow(): void {
    const numbers = new Float64Array(2 * this.rows);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const marks = new Uint8Array(2 * this.rows);
    marks.set(this.marks);
    this.marks = marks;
  }
}

/** Four bytes a row, and each different text once. */
export class TextFieldBuilder implements FieldBuilder {
  readonly losesDigits = false;
  private readonly dictionary = new ByteDictionary();
  private codes: Int32Array;
  private rows: number;
  /** The first codes are those of missing values. */
  private readonly missing: number;

  /** @param missingRows rows before that have no value */
  constructor(missing: MissingTexts, missingRows = 0) {
    for (const text of [Buffer.alloc(0), ...missing.all]) this.dictionary.codeOf(text, 0, text.length);
    this.missing = this.dictionary.size;
    this.rows = missingRows;
    this.codes = new Int32Array(Math.max(1024, 2 * missingRows)).fill(NO_TEXT.missing, 0, missingRows);
  }

  add(bytes: Buffer, start: number, end: number): void {
    if (this.rows === this.codes.length) {
      const codes = new Int32Array(2 * this.rows);
      codes.set(this.codes);
      this.codes = codes;
    }
    const code = this.dictionary.codeOf(bytes, start, end) - this.missing;
    this.codes[this.rows++] = code < 0 ? NO_TEXT.missing : code;
  }

  values(): CategoricalValues {
    const texts = this.dictionary.texts().slice(this.missing);
    const codes = this.codes.subarray(0, this.rows);
    // Bytes that are no UTF-8 all read as the same sign, so that texts may have become the same.
    if (!texts.some((text) => text.includes('\ufffd'))) return { kind: 'categorical', codes, texts };
    const first = new Map<string, number>();
    const meant = texts.map((text) => {
      if (!first.has(text)) first.set(text, first.size);
      return first.get(text) as number;
    });
    const merged = codes.map((code) => (code < 0 ? code : (meant[code] as number)));
    return { kind: 'categorical', codes: merged, texts: [...first.keys()] };
  }
}

/**
 * A column whose type its values say: numeric as long as every field is a number or missing. Numbers that came before a text
 * were not kept as they were written: then `isTorn`, and the column has to be read again as a categorical one.
 */
export class ContentFieldBuilder implements FieldBuilder {
  private builder: NumericFieldBuilder | TextFieldBuilder;
  private numbers: NumericFieldBuilder | undefined;
  private torn = false;

  constructor(private readonly missing: MissingTexts) {
    this.numbers = new NumericFieldBuilder(missing);
    this.builder = this.numbers;
  }

  add(bytes: Buffer, start: number, end: number): void {
    if (this.torn) return;
    const { numbers } = this;
    const before = numbers === undefined || numbers.hasTexts;
    this.builder.add(bytes, start, end);
    if (numbers === undefined || !numbers.seen.noNumbers) return;
    this.numbers = undefined;
    this.torn = before;
    this.builder = new TextFieldBuilder(this.missing, numbers.length - 1);
    this.builder.add(bytes, start, end);
  }

  get isTorn(): boolean {
    // Nothing but words for no value: to a categorical column they are values.
    const { numbers } = this;
    return this.torn || (numbers?.seen.noValues === true && !numbers.seen.numbers);
  }

  get losesDigits(): boolean {
    return this.numbers?.losesDigits === true && !this.isTorn;
  }

  /** Undefined where there is no value at all. */
  get type(): 'numeric' | 'categorical' | undefined {
    if (this.numbers === undefined || this.isTorn) return 'categorical';
    return this.numbers.seen.numbers ? 'numeric' : undefined;
  }

  values(): ColumnValues {
    return this.builder.values();
  }
}
