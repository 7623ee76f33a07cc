import { type ColumnKind, categoricalSideOf, numericSideOf } from '../../../lambdas/domain/columns/column-side.js';
import { type ColumnValues, MARKS, NO_TEXT } from '../../../lambdas/domain/columns/column-values.js';
import type { ColumnInput } from '../../../lambdas/domain/monitoring/compare-columns.js';
import type { Progress } from '../../output/progress.js';
import { CommandError } from '../errors.js';
import { type Choice, columnNamed, type ReadRows, readRows } from '../rows/read-rows.js';
import type { DriftQuestion } from './drift-report.js';
import { spellBooleans } from './spell-booleans.js';

/** A column of both files. */
export interface ColumnPair {
  readonly name: string;
  readonly type: ColumnKind;
  /** In the order of the rows; of one kind, that of the type. */
  readonly reference: ColumnValues;
  readonly current: ColumnValues;
}

export interface FilePair {
  readonly rows: { readonly reference: number; readonly current: number };
  /** In the order of the reference. */
  readonly columns: readonly ColumnPair[];
  /** What a person should know of the files. */
  readonly notes: readonly string[];
}

/** Reads both files, the current one as what the reference is. Throws CommandError that says what is wrong with a file or a name. */
export async function readFilePair(question: DriftQuestion, progress: Progress): Promise<FilePair> {
  const reference = await readRows(question.reference, question, referenceChoice(question), progress);
  const types = new Map([...reference.columns].map(([name, { type }]) => [name, type]));
  const choice: Choice = {
    known: [...types.keys()],
    of: (name) => (types.has(name) ? (types.get(name) ?? 'content') : undefined),
    check: () => undefined,
  };
  const current = await readRows(question.current, question, choice, progress);
  const columns = [...reference.columns].map(([name, before]): ColumnPair => {
    const now = current.columns.get(name);
    const type = before.type ?? now?.type ?? 'numeric';
    const sides = {
      reference: before.values.kind === type ? before.values : withoutValues(type, before.values),
      current: now?.values ?? absent(type, current.rows),
    };
    if (reference.typed === current.typed) return { name, type, ...sides };
    return reference.typed
      ? { name, type, ...sides, current: spellBooleans(sides.current, sides.reference) }
      : { name, type, ...sides, reference: spellBooleans(sides.reference, sides.current) };
  });
  return {
    rows: { reference: reference.rows, current: current.rows },
    columns,
    notes: [...reference.notes, ...current.notes, ...newColumns(question, reference, current)],
  };
}

/** The columns that options name, or all of them. */
function referenceChoice({ reference, numeric = [], categorical = [] }: DriftQuestion): Choice {
  const named = new Map<string, ColumnKind>();
  for (const [option, type, names] of [
    ['--numeric', 'numeric', numeric],
    ['--categorical', 'categorical', categorical],
  ] as const) {
    for (const name of names) {
      const before = named.get(name);
      if (before === type) throw new CommandError(`${option} names the column "${name}" twice`);
      if (before !== undefined) throw new CommandError(`--numeric and --categorical both name the column "${name}"`);
      named.set(name, type);
    }
  }
  return {
    of: (name) => (named.size === 0 ? 'content' : named.get(name)),
    check: (names) => {
      for (const [name, type] of named) columnNamed(name, names, `--${type}`);
      if (names.length === 0) throw new CommandError(`${reference} has no columns`);
    },
  };
}

/** What only the current rows have is nothing to compare. */
function newColumns(
  { current: file, numeric, categorical }: DriftQuestion,
  reference: ReadRows,
  current: ReadRows,
): string[] {
  if (numeric !== undefined || categorical !== undefined) return [];
  const known = new Set(reference.names);
  const added = current.names.filter((name) => !known.has(name));
  if (added.length === 0) return [];
  const some = added.slice(0, 10).join(', ');
  return [`Only ${file} has ${added.length > 10 ? `${some} and ${added.length - 10} more columns` : some}: left out.`];
}

/** A column that a file does not have. */
const absent = (type: ColumnKind, rows: number): ColumnValues =>
  type === 'numeric'
    ? { kind: type, values: new Float64Array(rows).fill(Number.NaN), marks: new Uint8Array(rows).fill(MARKS.absent) }
    : { kind: type, codes: new Int32Array(rows).fill(NO_TEXT.absent), texts: [] };

/** Rows that were read as the other kind, none of which has a value. */
function withoutValues(type: ColumnKind, values: ColumnValues): ColumnValues {
  const empty = absent(type, values.kind === 'numeric' ? values.marks.length : values.codes.length);
  if (empty.kind === 'numeric') empty.marks.fill(MARKS.missing);
  else empty.codes.fill(NO_TEXT.missing);
  return empty;
}

/** Both sides as they are compared. */
export function inputOf({ name, reference, current }: ColumnPair): ColumnInput {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return { name, type: 'numeric', reference: numericSideOf(reference), current: numericSideOf(current) };
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    return { name, type: 'categorical', reference: categoricalSideOf(reference), current: categoricalSideOf(current) };
  }
  throw new Error(`The column ${name} is of two kinds`);
}
