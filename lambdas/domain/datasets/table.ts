/** Rows of text as a CSV holds them; empty text is a missing value. */
export interface Table {
  readonly columns: readonly string[];
  /** As many values as columns, in that order. */
  readonly rows: readonly (readonly string[])[];
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function line(row: readonly string[]): string {
  const text = row.map(field).join(',');
  return `${text === '' ? '""' : text}\n`;
}

/** RFC 4180 with `\n`; a row whose only value is missing is written `""`, since a blank line is no row. */
export const formatCsvRows = (rows: readonly (readonly string[])[]): string => rows.map(line).join('');

/** As `formatCsvRows`, with a header. */
export const formatCsv = ({ columns, rows }: Table): string => formatCsvRows([columns, ...rows]);
