import { CsvError, type Options, parse } from 'csv-parse/sync';
import { cut } from '../../domain/cut.js';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput } from '../../domain/errors.js';
import { escapeUnprintable } from '../../domain/printable.js';
import { nameProblem } from './names.js';

/** Characters of a column's name in a message. */
const LONGEST = 80;

/** Rows of texts, as they stand; blank lines are none. */
export function parseCsvRows(text: string | Buffer, what: string, options: Options = {}): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, ...options });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // The parser's message ends with the value, which belongs in no log.
    const problem = cause.message.replace(/, value is .*$/s, '');
    throw new InvalidInput(`${what} is not CSV: ${cut(problem, 3 * LONGEST)}`);
  }
}

/**
 * A CSV with a header.
 * @throws InvalidInput that names `what`, and the row (1 is the first below the header) and column that is wrong
 */
export function parseCsv(text: string | Buffer, what: string): Table {
  const [columns, ...rows] = parseCsvRows(text, what);
  if (columns === undefined) throw new InvalidInput(`${what} is empty: expected a CSV with a header`);
  columns.forEach((name, index) => {
    if (name === '') throw new InvalidInput(`${what}: column ${index + 1} has no name in the header`);
    const problem = nameProblem(name);
    if (problem !== undefined) {
      const told = escapeUnprintable(cut(name, LONGEST));
      throw new InvalidInput(`${what}: column ${index + 1} is named "${told}": ${problem}`);
    }
    if (columns.indexOf(name) !== index)
      throw new InvalidInput(`${what}: column "${cut(name, LONGEST)}" is twice in the header`);
  });
  rows.forEach((row, index) => {
    if (row.length === columns.length) return;
    const detail =
      row.length < columns.length
        ? `nothing for column "${cut(columns[row.length] ?? '', LONGEST)}"`
        : 'more than the header has';
    throw new InvalidInput(
      `${what}, row ${index + 1}: got ${row.length} values, expected ${columns.length} (${detail})`,
    );
  });
  return { columns, rows };
}
