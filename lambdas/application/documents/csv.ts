import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { Table } from '../../domain/datasets/table.js';
import { InvalidInput } from '../../domain/errors.js';

/** Rows of texts, as they stand; blank lines are none. */
export function parseCsvRows(text: string | Buffer, what: string, options: Options = {}): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, ...options });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // The parser's message ends with the value, which belongs in no log.
    const problem = cause.message.replace(/, value is .*$/s, '');
    throw new InvalidInput(`${what} is not CSV: ${problem}`);
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
    if (columns.indexOf(name) !== index) throw new InvalidInput(`${what}: column "${name}" is twice in the header`);
  });
  rows.forEach((row, index) => {
    if (row.length === columns.length) return;
    const detail =
      row.length < columns.length ? `nothing for column "${columns[row.length]}"` : 'more than the header has';
    throw new InvalidInput(
      `${what}, row ${index + 1}: got ${row.length} values, expected ${columns.length} (${detail})`,
    );
  });
  return { columns, rows };
}
