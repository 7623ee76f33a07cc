import type { Table } from './table.js';

/** The table with these columns only, in this order; those that it lacks are left out. */
export function pickColumns({ columns, rows }: Table, names: readonly string[]): Table {
  const kept = names.filter((name) => columns.includes(name));
  const at = kept.map((name) => columns.indexOf(name));
  return { columns: kept, rows: rows.map((row) => at.map((index) => row[index] ?? '')) };
}
