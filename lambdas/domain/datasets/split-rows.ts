import { pickColumns } from './pick-columns.js';
import { isEvaluationRow, rowIdentity } from './row-identity.js';
import type { Table } from './table.js';

/** Fewer newly labelled rows than this make no evaluation set of their own; the current one stays. */
export const MINIMUM_EVALUATION_ROWS = 20;

export interface LabelledRow {
  /** In the order of the features. */
  readonly values: readonly string[];
  /** In the order of the kept columns. Default none. */
  readonly kept?: readonly string[];
  /** Empty when missing. */
  readonly target: string;
  /** Whether it came, or got its label, after the current evaluation set was made. */
  readonly newlyLabelled: boolean;
}

export interface RowsToSplit {
  readonly features: readonly string[];
  readonly target: string;
  /** Columns that only the evaluation set gets: what gates ask of it, and no model learns from. Default none. */
  readonly kept?: readonly string[];
  readonly rows: readonly LabelledRow[];
  readonly assignment: { readonly seed: number; readonly share: number };
  readonly currentEvaluation?: Table;
}

export interface SplitRows {
  readonly train: Table;
  /** The next evaluation set; undefined when the current one stays. */
  readonly evaluation?: Table;
}

/** The identity of a table's row, given which column is the target. */
export function identitiesOf({ columns, rows }: Table, target: string): string[] {
  const at = columns.indexOf(target);
  const features = columns.map((name, index) => [name, index] as const).filter(([, index]) => index !== at);
  return rows.map((row) =>
    rowIdentity(
      features.map(([name, index]) => [name, row[index] ?? ''] as const),
      row[at] ?? '',
    ),
  );
}

/**
 * Sets rows aside. Those that the seed assigns to evaluation never train; of them the newly labelled ones are the next
 * evaluation set, when they are at least 20, or when there is no current set to stay. A row without a target is never set
 * aside, and a row of the current set never trains, even if seed or share changed since. Kept columns have no say in that.
 */
export function splitRows({ features, target, kept = [], ...given }: RowsToSplit): SplitRows {
  const { rows, assignment, currentEvaluation } = given;
  const columns = [...features, target];
  const table = { columns, rows: rows.map((row) => [...row.values, row.target]) };
  const heldBack = new Set(
    currentEvaluation === undefined ? [] : identitiesOf(pickColumns(currentEvaluation, columns), target),
  );
  const train: string[][] = [];
  const aside: string[][] = [];
  identitiesOf(table, target).forEach((identity, index) => {
    const row = rows[index];
    const cells = table.rows[index];
    if (row === undefined || cells === undefined) return;
    const evaluates = row.target !== '' && isEvaluationRow(identity, assignment);
    if (evaluates && row.newlyLabelled) aside.push([...cells, ...kept.map((_, at) => row.kept?.[at] ?? '')]);
    if (!evaluates && !heldBack.has(identity)) train.push(cells);
  });
  const enough = aside.length >= (currentEvaluation === undefined ? 1 : MINIMUM_EVALUATION_ROWS);
  return {
    train: { columns, rows: train },
    ...(enough ? { evaluation: { columns: [...columns, ...kept], rows: aside } } : {}),
  };
}
