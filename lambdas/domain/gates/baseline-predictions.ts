import { canonicalValue } from '../datasets/row-identity.js';
import type { Table } from '../datasets/table.js';
import type { InputColumn, Prediction, Row, Task, Value } from '../signature.js';
import { quantile } from '../statistics/quantile.js';
import { seededRandom } from '../statistics/seeded-random.js';
import { shown } from './gate-result.js';

/** Rows that are scored at most; fewer than the least have no distribution. */
const MOST = 2_000;
const LEAST = 30;
/** Share of rows that may have another label than the model gives. */
const LABEL_SHIFT = 0.5;
const QUANTILES = [5, 25, 50, 75, 95] as const;

export interface BaselineRows {
  /** 0-based, in the baseline. */
  readonly positions: readonly number[];
  readonly rows: readonly Row[];
}

/** Rows of a baseline as the model takes them, seeded; those that it can't take are left out. */
export function baselineRows({ columns, rows }: Table, inputs: readonly InputColumn[], seed: number): BaselineRows {
  const random = seededRandom(seed);
  let wanted = MOST;
  const at = inputs.map(({ name }) => columns.indexOf(name));
  const taken = rows.flatMap((texts, position) => {
    if (!(random() * (rows.length - position) < wanted)) return [];
    wanted -= 1;
    const values = inputs.map((input, index) => cellOf(input, texts[at[index] ?? -1] ?? ''));
    if (inputs.some(({ required }, index) => required && values[index] === null)) return [];
    return [{ position, row: Object.fromEntries(inputs.map(({ name }, index) => [name, values[index] ?? null])) }];
  });
  return { positions: taken.map(({ position }) => position), rows: taken.map(({ row }) => row) };
}

function cellOf({ type }: InputColumn, text: string): Value {
  if (text === '') return null;
  if (type === 'string') return text;
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const value = type === 'boolean' ? Number.NaN : Number(text);
  return Number.isFinite(value) && (type !== 'long' || Number.isInteger(value)) ? value : null;
}

export interface BaselinePredictions {
  readonly task: Task;
  readonly baseline: Table;
  readonly positions: readonly number[];
  /** What the model says of these rows. */
  readonly own: readonly Prediction[];
  /** Of the evaluation set: the scale of a regression. */
  readonly targets: readonly number[];
}

/**
 * Where the predictions of a baseline, which monitors compare traffic with, are not what the model may have said. They may
 * be of models that did not see the row, so that the distributions are compared, with much room: each quantile of a
 * regression within one spread of predictions or targets, and half of the labels.
 */
export function baselinePredictionProblems(evidence: BaselinePredictions): string[] {
  const { task, baseline, positions, own } = evidence;
  const at = baseline.columns.indexOf('prediction');
  const told = positions.map((position) => baseline.rows[position]?.[at] ?? '');
  if (at < 0 || told.length < LEAST) return [];
  return task === 'regression'
    ? quantileProblems(
        told.map(Number),
        own.map(({ prediction }) => Number(prediction)),
        evidence.targets,
      )
    : labelProblems(
        told,
        own.map(({ prediction }) => String(prediction)),
      );
}

function quantileProblems(told: readonly number[], own: readonly number[], targets: readonly number[]): string[] {
  if (!told.every(Number.isFinite)) return ['the baseline has a prediction that is no number'];
  const [theirs, ours, actual] = [sorted(told), sorted(own), sorted(targets)];
  const room = Math.max(spread(ours), spread(actual), 1e-6 * Math.abs(quantile(ours, 1, 2)));
  return QUANTILES.flatMap((percent) => {
    const [a, b] = [quantile(theirs, percent, 100), quantile(ours, percent, 100)];
    return Math.abs(a - b) <= room
      ? []
      : [
          `the ${percent} % quantile of the baseline's predictions is ${shown(a)}, of the model's on its rows ${shown(b)}`,
        ];
  }).slice(0, 1);
}

function labelProblems(told: readonly string[], own: readonly string[]): string[] {
  const [theirs, ours] = [sharesOf(told), sharesOf(own)];
  const moved = [...new Set([...theirs.keys(), ...ours.keys()])].map((label) => {
    const [a, b] = [theirs.get(label) ?? 0, ours.get(label) ?? 0];
    return { label, a, b, by: Math.abs(a - b) };
  });
  if (moved.reduce((sum, { by }) => sum + by, 0) / 2 <= LABEL_SHIFT) return [];
  const [most] = moved.sort((one, other) => other.by - one.by);
  return most === undefined
    ? []
    : [
        `the baseline predicts ${JSON.stringify(most.label.slice(0, 80))} in ${shown(most.a)} of its rows, ` +
          `the model in ${shown(most.b)}`,
      ];
}

function sharesOf(labels: readonly string[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const label of labels.map(canonicalValue)) shares.set(label, (shares.get(label) ?? 0) + 1 / labels.length);
  return shares;
}

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const spread = (values: Float64Array): number =>
  values.length === 0 ? 0 : quantile(values, 95, 100) - quantile(values, 5, 100);
