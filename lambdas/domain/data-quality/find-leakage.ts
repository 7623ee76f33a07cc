import { canonicalValue } from '../datasets/row-identity.js';
import type { Table } from '../datasets/table.js';
import { shown } from '../gates/gate-result.js';
import type { Task } from '../signature.js';
import { seededRandom } from '../statistics/seeded-random.js';
import {
  areaEitherWay,
  scoreByNeighbours,
  scoreByRuns,
  scoreByValue,
  scoreMonotone,
  type Targets,
} from './feature-scores.js';
import { type NumberColumn, sumOfNumbers, sumOfTwo, type TellingSum } from './feature-sums.js';
import { inferType } from './inferred-type.js';

/** A feature, or a sum of features, that tells the target this well gives it away. */
export const LEAKAGE_THRESHOLD = 0.999;

/** What is looked at: more rows are sampled, more columns left out. */
export const LEAKAGE_LIMITS = {
  rows: 10_000,
  columns: 200,
  cells: 500_000,
  sumRows: 2_000,
  sumColumns: 60,
  pairColumns: 20,
} as const;
/** With fewer rows, or fewer of the rarer label, a column tells the target by chance. */
const LEAST_ROWS = 100;
const LEAST_OF_LABEL = 20;
/** A text of whole numbers or words that is new in so many rows names them. */
const ID_SHARE = 0.95;
/** More different values are no categories. */
const MOST_CATEGORIES = 120;

export interface LeakageQuestion {
  readonly task: Task;
  readonly target: string;
  /** Columns to look at; by default all but the target. */
  readonly features?: readonly string[];
  readonly threshold?: number;
  readonly seed: number;
}

export interface Leak {
  readonly columns: readonly string[];
  /** The column, or the sum: `casual + registered`. */
  readonly formula: string;
  readonly measure: 'R²' | 'AUC' | 'purity' | 'purity of missing values';
  readonly value: number;
}

export interface Leakage {
  readonly leaks: readonly Leak[];
  /** Columns that name rows: no leak, but nothing to learn from. */
  readonly idLike: readonly string[];
  readonly rows: number;
  readonly columns: number;
  /** Columns beyond the limit, which were not looked at. */
  readonly omitted: number;
  /** What sums were looked for in; 0 where they were not. */
  readonly sums: { readonly rows: number; readonly columns: number };
  /** Why nothing was looked at. */
  readonly notChecked?: string;
}

const NO_SUMS = { rows: 0, columns: 0 };

interface Sample {
  readonly omitted: number;
  readonly targets: Targets;
  readonly binary: boolean;
  readonly columns: readonly { readonly name: string; readonly texts: readonly string[] }[];
}

/** The features and sums of features that alone give the target away, on a seeded sample. */
export function findLeakage(table: Table, question: LeakageQuestion): Leakage {
  const threshold = question.threshold ?? LEAKAGE_THRESHOLD;
  const sample = takeSample(table, question);
  if ('notChecked' in sample) {
    return { leaks: [], idLike: [], rows: 0, columns: 0, omitted: 0, sums: NO_SUMS, notChecked: sample.notChecked };
  }
  const single = sample.columns.flatMap(({ name, texts }): Leak[] => {
    const best = scoresOf(texts, sample).reduce<Omit<Leak, 'columns' | 'formula'> | undefined>(
      (most, score) => (score.value > (most?.value ?? 0) ? score : most),
      undefined,
    );
    return best !== undefined && best.value >= threshold ? [{ columns: [name], formula: name, ...best }] : [];
  });
  const told = new Set(single.flatMap(({ columns }) => columns));
  const rest = { ...sample, columns: sample.columns.filter(({ name }) => !told.has(name)) };
  const { sum, sums } = findSum(rest, threshold, question.seed);
  return {
    leaks: [
      ...single,
      ...(sum === undefined ? [] : [{ ...sum, measure: sample.targets.labels ? 'AUC' : 'R²' } as const]),
    ],
    idLike: sample.columns.flatMap(({ name, texts }) => (isIdLike(texts) ? [name] : [])),
    rows: sample.targets.values.length,
    columns: sample.columns.length,
    omitted: sample.omitted,
    sums,
  };
}

function takeSample({ columns, rows }: Table, question: LeakageQuestion): Sample | { readonly notChecked: string } {
  const at = columns.indexOf(question.target);
  if (at < 0) return { notChecked: `there is no column "${question.target}"` };
  const labelled = rows.filter((row) => (row[at] ?? '') !== '');
  const all = (question.features ?? columns).filter((name) => name !== question.target && columns.includes(name));
  const names = all.slice(0, LEAKAGE_LIMITS.columns);
  const most = Math.min(LEAKAGE_LIMITS.rows, Math.ceil(LEAKAGE_LIMITS.cells / Math.max(1, names.length)));
  const chosen = draw(labelled, most, question.seed);
  if (chosen.length < LEAST_ROWS) {
    return { notChecked: `${chosen.length} labelled rows are too few, at least ${LEAST_ROWS} are needed` };
  }
  const texts = chosen.map((row) => canonicalValue((row[at] ?? '').trim()));
  const labels = question.task !== 'regression';
  const codes = new Map([...new Set(texts)].sort().map((text, code) => [text, code]));
  const values = Float64Array.from(texts, (text) => (labels ? (codes.get(text) ?? 0) : Number(text)));
  if (!values.every(Number.isFinite))
    return { notChecked: `the target "${question.target}" is not a number in every row` };
  if (labels && !isSupported(values)) {
    return { notChecked: `a label has less than ${LEAST_OF_LABEL} of ${chosen.length} rows` };
  }
  return {
    targets: { values, labels },
    binary: labels && codes.size === 2,
    omitted: all.length - names.length,
    columns: names.map((name) => {
      const index = columns.indexOf(name);
      return { name, texts: chosen.map((row) => row[index] ?? '') };
    }),
  };
}

/** At most so many, seeded, in their order. */
function draw<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const random = seededRandom(seed);
  let wanted = count;
  return items.length <= count
    ? items
    : items.filter((_, index) => random() * (items.length - index) < wanted && wanted-- > 0);
}

/** Whether the second most frequent label has enough rows, or there are no labels to speak of. */
function isSupported(values: Float64Array): boolean {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return ([...counts.values()].sort((a, b) => b - a)[1] ?? 0) >= LEAST_OF_LABEL;
}

type Score = Omit<Leak, 'columns' | 'formula'>;

function scoresOf(texts: readonly string[], { targets, binary }: Sample): Score[] {
  const measure = targets.labels ? 'purity' : 'R²';
  const present = texts.flatMap((text, row) => (text === '' ? [] : [row]));
  const scores: Score[] = [];
  const missing = texts.length - present.length;
  if (missing >= LEAST_OF_LABEL && present.length >= LEAST_OF_LABEL) {
    const value = scoreByValue(
      texts.map((text) => (text === '' ? '' : 'present')),
      targets,
    );
    scores.push({ measure: targets.labels ? 'purity of missing values' : 'R²', value });
  }
  const values = Float64Array.from(present, (row) => targets.values[row] as number);
  if (present.length < LEAST_ROWS || (targets.labels && !isSupported(values))) return scores;
  const own = { values, labels: targets.labels };
  const kept = present.map((row) => texts[row] as string);
  if (new Set(kept).size <= Math.min(MOST_CATEGORIES, kept.length / 10)) {
    scores.push({ measure, value: scoreByValue(kept, own) });
  }
  if (inferType(kept) === 'String') return scores;
  const numbers = Float64Array.from(kept, Number);
  if (binary) scores.push({ measure: 'AUC', value: areaEitherWay(numbers, values) });
  scores.push({ measure, value: (targets.labels ? scoreByRuns : scoreByNeighbours)(numbers, own) });
  if (!targets.labels) scores.push({ measure, value: scoreMonotone(numbers, own) });
  return scores;
}

function findSum(
  { targets, binary, columns }: Sample,
  threshold: number,
  seed: number,
): { readonly sum?: TellingSum; readonly sums: Leakage['sums'] } {
  if (targets.labels && !binary) return { sums: NO_SUMS };
  const most = targets.labels ? LEAKAGE_LIMITS.pairColumns : LEAKAGE_LIMITS.sumColumns;
  const used = columns.filter(({ texts }) => holdsNumbers(texts)).slice(0, most);
  const whole = Array.from(targets.values.keys()).filter((row) => used.every(({ texts }) => texts[row] !== ''));
  const chosen = draw(whole, LEAKAGE_LIMITS.sumRows, seed);
  const values = Float64Array.from(chosen, (row) => targets.values[row] as number);
  if (used.length < 2 || chosen.length < LEAST_ROWS || (targets.labels && !isSupported(values)))
    return { sums: NO_SUMS };
  const numbers = used.map(
    ({ name, texts }): NumberColumn => ({ name, values: Float64Array.from(chosen, (row) => Number(texts[row])) }),
  );
  const sum = (targets.labels ? sumOfTwo : sumOfNumbers)(numbers, values, threshold);
  return { ...(sum === undefined ? {} : { sum }), sums: { rows: chosen.length, columns: used.length } };
}

/** Numbers, of which at most one in twenty is missing. */
function holdsNumbers(texts: readonly string[]): boolean {
  const type = inferType(texts);
  const missing = texts.filter((text) => text === '').length;
  return (type === 'Integral' || type === 'Fractional') && missing <= texts.length / 20;
}

function isIdLike(texts: readonly string[]): boolean {
  const present = texts.filter((text) => text !== '');
  return (
    present.length >= LEAST_ROWS &&
    inferType(present) !== 'Fractional' &&
    new Set(present).size >= ID_SHARE * present.length
  );
}

/** In words that name the columns, and say what to do. */
export const leakWords = ({ leaks }: Leakage, target: string): string[] =>
  leaks.map(({ columns, formula, measure, value }) => {
    const them = columns.length > 1 ? 'them' : 'it';
    const told = `${formula} alone gives the target "${target}" away (${measure} ${shown(value)})`;
    return `${told}: have the policy exclude ${them}, unless ${them === 'it' ? 'it is' : 'they are'} known when the model is asked`;
  });
