import type { ColumnKind } from '../../../lambdas/domain/columns/column-side.js';
import type { ColumnValues } from '../../../lambdas/domain/columns/column-values.js';

/** Parts of a column, one after the other, as one. Takes each part's numbers as they are, and its texts by their own codes. */
export class ColumnParts {
  private readonly known = new Map<string, number>();
  private numbers = new Float64Array(1024);
  private marks = new Uint8Array(1024);
  private codes = new Int32Array(1024);
  private rows = 0;

  constructor(private readonly kind: ColumnKind) {}

  add(part: ColumnValues): void {
    const { rows } = this;
    if (part.kind === 'numeric') {
      this.rows += part.values.length;
      this.numbers = room(this.numbers, this.rows, (length) => new Float64Array(length));
      this.marks = room(this.marks, this.rows, (length) => new Uint8Array(length));
      this.numbers.set(part.values, rows);
      this.marks.set(part.marks, rows);
      return;
    }
    const meant = part.texts.map((text) => {
      if (!this.known.has(text)) this.known.set(text, this.known.size);
      return this.known.get(text) as number;
    });
    this.rows += part.codes.length;
    this.codes = room(this.codes, this.rows, (length) => new Int32Array(length));
    for (const [row, code] of part.codes.entries()) {
      this.codes[rows + row] = code < 0 ? code : (meant[code] as number);
    }
  }

  values(): ColumnValues {
    const { kind, rows } = this;
    return kind === 'numeric'
      ? { kind, values: this.numbers.subarray(0, rows), marks: this.marks.subarray(0, rows) }
      : { kind, codes: this.codes.subarray(0, rows), texts: [...this.known.keys()] };
  }
}

/** At least as long, twice as long where it grows. */
function room<Values extends Float64Array | Uint8Array | Int32Array>(
  values: Values,
  length: number,
  make: (length: number) => Values,
): Values {
  if (length <= values.length) return values;
  const longer = make(Math.max(length, 2 * values.length));
  longer.set(values);
  return longer;
}
