import { pickColumns } from './pick-columns.js';
import { identitiesOf } from './split-rows.js';
import type { Table } from './table.js';

/** 0-based positions of the evaluation rows that are among the training rows, by the columns that both have. */
export function sharedRows(train: Table, evaluation: Table, target: string): number[] {
  const trained = new Set(identitiesOf(pickColumns(train, evaluation.columns), target));
  const evaluated = identitiesOf(pickColumns(evaluation, train.columns), target);
  return evaluated.flatMap((identity, row) => (trained.has(identity) ? [row] : []));
}
