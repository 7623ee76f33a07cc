import { categoricalSideOf, numericSideOf } from '../../../lambdas/domain/monitoring/column.js';
import type { ColumnInput } from '../../../lambdas/domain/monitoring/compare-columns.js';
import { type ColumnValues, MARKS, NO_TEXT } from '../../../lambdas/domain/monitoring/record-batch.js';
import type { Progress } from '../../output/progress.js';
import { readTable, type TextColumn } from '../read-table.js';
import type { DriftQuestion } from './drift-report.js';

/** A column of both files. */
export interface ColumnWindows {
  readonly name: string;
  readonly type: 'numeric' | 'categorical';
  /** In the order of the rows; of one kind, that of the type. */
  readonly reference: ColumnValues;
  readonly current: ColumnValues;
  /** Both sides as they are compared. */
  readonly input: () => ColumnInput;
}

export interface Windows {
  readonly rows: { readonly reference: number; readonly current: number };
  readonly columns: readonly ColumnWindows[];
  readonly notes: readonly string[];
}

export async function readWindows(question: DriftQuestion, progress: Progress): Promise<Windows> {
  progress.update('Reading');
  const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
  const reference = await readTable<string>(question.reference, question, all);
  const current = await readTable<string>(question.current, question, all);
  const named = [...(question.numeric ?? []), ...(question.categorical ?? [])];
  const columns = Object.values(reference.columns)
    .filter(({ name }) => named.length === 0 || named.includes(name))
    .map(({ name, texts }): ColumnWindows => {
      const numeric =
        named.length > 0 ? question.numeric?.includes(name) : texts.every((text) => !Number.isNaN(Number(text)));
      const type = numeric ? 'numeric' : 'categorical';
      const [before, now] = [reference, current].map(({ rows, columns }) => valuesOf(columns[name], rows, type));
      const sides = { reference: before as ColumnValues, current: now as ColumnValues };
      return { name, type, ...sides, input: () => inputOf(name, sides.reference, sides.current) };
    });
  return { rows: { reference: reference.rows, current: current.rows }, columns, notes: [] };
}

function valuesOf(column: TextColumn | undefined, rows: number, type: 'numeric' | 'categorical'): ColumnValues {
  const { texts, codes } = column ?? { texts: [], codes: new Uint32Array(rows).fill(NO_TEXT.absent) };
  if (type === 'categorical') {
    return {
      kind: 'categorical',
      texts,
      codes: Int32Array.from(codes, (code) => (texts[code] === '' ? NO_TEXT.missing : code)),
    };
  }
  const numbers = texts.map((text) => (text === '' ? Number.NaN : Number(text)));
  const marks = texts.map((text) =>
    text === '' ? MARKS.missing : Number.isNaN(Number(text)) ? MARKS.mistyped : MARKS.value,
  );
  return {
    kind: 'numeric',
    values: Float64Array.from(codes, (code) => numbers[code] ?? Number.NaN),
    marks: Uint8Array.from(codes, (code) => marks[code] ?? MARKS.absent),
  };
}

function inputOf(name: string, reference: ColumnValues, current: ColumnValues): ColumnInput {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return { name, type: 'numeric', reference: numericSideOf(reference), current: numericSideOf(current) };
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    return { name, type: 'categorical', reference: categoricalSideOf(reference), current: categoricalSideOf(current) };
  }
  throw new Error(`The column ${name} is of two kinds`);
}
