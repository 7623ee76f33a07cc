import type { Json } from '../canonical-json.js';
import type { Table } from '../datasets/table.js';
import type { InputColumn, Row, Value } from '../signature.js';
import { shown } from './gate-result.js';

/** A column with values beyond the range or the categories that the signature gives it. */
export interface OutsideColumn {
  readonly column: string;
  readonly rows: number;
  /** The first of them: its 0-based row, and the value. */
  readonly row: number;
  readonly value: number | string;
  readonly expected: string;
}

const SHOWN_CHARACTERS = 60;
const TOLD = 3;

/** Columns with values outside; texts of a CSV count as the numbers that they say. Missing values are not outside. */
export function outsideRanges(
  inputs: readonly InputColumn[],
  rows: number,
  read: (row: number, column: string) => Value | undefined,
): readonly OutsideColumn[] {
  return inputs.flatMap((input) => {
    const { minimum, maximum, categories } = input;
    if (minimum === undefined && maximum === undefined && categories === undefined) return [];
    const known = categories && new Set(categories);
    const outside: { row: number; value: number | string }[] = [];
    let count = 0;
    for (let row = 0; row < rows; row += 1) {
      const value = read(row, input.name) ?? '';
      if (value === '') continue;
      const number = Number(value);
      const isOutside =
        known === undefined
          ? number < (minimum ?? Number.NEGATIVE_INFINITY) || number > (maximum ?? Number.POSITIVE_INFINITY)
          : !known.has(String(value));
      if (!isOutside) continue;
      count += 1;
      if (outside.length === 0) outside.push({ row, value: known === undefined ? number : String(value) });
    }
    return outside.map((first) => ({ column: input.name, rows: count, ...first, expected: expectedOf(input) }));
  });
}

export const outsideOfRows = (inputs: readonly InputColumn[], rows: readonly Row[]): readonly OutsideColumn[] =>
  outsideRanges(inputs, rows.length, (row, column) => rows[row]?.[column]);

export function outsideOfTable(inputs: readonly InputColumn[], { columns, rows }: Table): readonly OutsideColumn[] {
  const at = new Map(columns.map((name, index) => [name, index]));
  return outsideRanges(inputs, rows.length, (row, column) => rows[row]?.[at.get(column) ?? -1]);
}

/** `the sample's column "age" is 130 in row 2, expected 17 to 90`, of the first few. */
export function outsideText(what: string, outside: readonly OutsideColumn[]): string {
  const told = outside.slice(0, TOLD).map(({ column, rows, row, value, expected }) => {
    const more = rows > 1 ? ` and beyond in ${rows - 1} more rows` : '';
    return `column "${column}" is ${cut(value)} in row ${row}${more}, expected ${expected}`;
  });
  const others = outside.length > TOLD ? `; and ${outside.length - TOLD} more columns` : '';
  return `${what} does not keep to the signature: ${told.join('; ')}${others}`;
}

export const outsideJson = (outside: readonly OutsideColumn[]): Json =>
  outside.map(({ column, rows, row, value, expected }) => ({ column, rows, row, value, expected }));

const cut = (value: number | string): string => {
  if (typeof value === 'number') return shown(value);
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
};

function expectedOf({ minimum, maximum, categories }: InputColumn): string {
  if (categories !== undefined) {
    const more = categories.length > 5 ? ` or ${categories.length - 5} more` : '';
    return `${categories
      .slice(0, 5)
      .map((category) => cut(category))
      .join(', ')}${more}`;
  }
  if (minimum === undefined) return `at most ${shown(maximum ?? Number.NaN)}`;
  return maximum === undefined ? `at least ${shown(minimum)}` : `${shown(minimum)} to ${shown(maximum)}`;
}
