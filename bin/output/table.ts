import { stripVTControlCharacters } from 'node:util';
import type { Style } from './style.js';

const width = (text: string): number => [...stripVTControlCharacters(text)].length;

/** Columns two spaces apart, under their headers; the last one is as long as its text. */
export function renderTable(headers: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\s*\n\s*/g, ' ')));
  const widths = headers.map((header, column) =>
    Math.max(width(header), ...cells.map((row) => width(row[column] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    headers
      .map((_, column) => {
        const cell = row[column] ?? '';
        const last = column === headers.length - 1;
        return last ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell));
      })
      .join('  ')
      .trimEnd();
  return [style.faint(line(headers)), ...cells.map(line)].join('\n');
}

/** A line a field, values aligned. Fields without a value are left out. */
export function renderFields(fields: readonly (readonly [string, string | undefined])[], style: Style): string {
  const present = fields.filter(([, value]) => value !== undefined && value !== '');
  const longest = Math.max(0, ...present.map(([name]) => width(name)));
  return present
    .map(([name, value]) => `${style.faint(name + ' '.repeat(longest - width(name)))}  ${value}`)
    .join('\n');
}
