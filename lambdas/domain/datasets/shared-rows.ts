import { identitiesOf } from './split-rows.js';
import type { Table } from './table.js';

/** The table with these columns only, in this order; those that it lacks are left out. */
export function pickColumns({ columns, rows }: Table, names: readonly string[]): Table {
  const kept = names.filter((name) => columns.includes(name));
  const at = kept.map((name) => columns.indexOf(name));
  return { columns: kept, rows: rows.map((row) => at.map((index) => row[index] ?? '')) };
}

/** 0-based positions of the evaluation rows that are among the training rows, by the columns of the evaluation rows. */
export function sharedRows(train: Table, evaluation: Table, target: string): number[] {
  const trained = new Set(identitiesOf(pickColumns(train, evaluation.columns), target));
  return identitiesOf(evaluation, target).flatMap((identity, row) => (trained.has(identity) ? [row] : []));
}
