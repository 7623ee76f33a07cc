import type { ScoredRow } from '../gates/metrics.js';
import type { InputColumn, Label } from '../signature.js';
import { type AlarmRules, alarmHolds, type Importance, violations } from './alarm-rule.js';
import { type CategoricalSide, categoricalSide, kindOf, type NumericSide, numericSide } from './column.js';
import { type ColumnInput, compareColumn } from './compare-columns.js';
import { type ColumnDecision, type DriftRules, decideColumns } from './decide-columns.js';
import {
  decideQuality,
  type Labelled,
  type LossBaseline,
  type QualityDecision,
  type QualityRules,
} from './decide-quality.js';
import type { MonitoredRecord } from './record-sample.js';

export interface JudgedSubject {
  readonly version: number | null;
  readonly task: 'classification' | 'regression';
  readonly columns: readonly InputColumn[];
  readonly labels?: readonly Label[];
  readonly importance?: Importance;
  readonly loss?: LossBaseline;
}

/** The baseline by column; `has` says whether it carries the column at all. */
export interface BaselineSides {
  numeric(name: string): NumericSide;
  categorical(name: string, isBoolean?: boolean): CategoricalSide;
  has(name: string): boolean;
}

export interface JudgedWindow {
  readonly columns: readonly ColumnDecision[];
  readonly prediction: ColumnDecision | null;
  readonly quality: QualityDecision;
  readonly labelled: number;
  /** Labelled share of the version's rows. */
  readonly coverage: number;
  readonly causes: readonly string[];
  readonly alarm: boolean;
}

/**
 * Judges the records of a window: every column over all rows, prediction and quality over the rows that the version (or
 * nobody known) answered, and the alarm rule.
 * @param labels the truth by record id
 * @param earlier whether each earlier window was violated, newest first
 */
export function judgeWindow(
  subject: JudgedSubject,
  baseline: BaselineSides,
  records: readonly MonitoredRecord[],
  labels: ReadonlyMap<string, string>,
  earlier: readonly boolean[],
  rules: DriftRules & QualityRules & AlarmRules,
): JudgedWindow {
  const columns = decideColumns(
    subject.columns.map((column, at) =>
      compareColumn(
        columnInput(
          column,
          baseline,
          records.map((record) => record.values[at]),
        ),
      ),
    ),
    rules,
  );
  const own = records.filter(
    ({ version }) => version === null || subject.version === null || version === subject.version,
  );
  const predicted = predictionInput(subject, baseline, own);
  const prediction = predicted === undefined ? null : (decideColumns([compareColumn(predicted)], rules)[0] ?? null);
  const labelled = labelledRows(subject, own, labels);
  const quality = decideQuality(labelled, subject.loss ?? null, rules);
  const causes = violations(columns, prediction, quality, subject.importance, rules);
  return {
    columns,
    prediction,
    quality,
    labelled: labelled.rows.length,
    coverage: own.length === 0 ? 0 : labelled.rows.length / own.length,
    causes,
    alarm: alarmHolds(causes.length > 0, earlier, rules),
  };
}

function columnInput(
  { name, type }: InputColumn,
  baseline: BaselineSides,
  cells: readonly MonitoredRecord['values'][number][],
): ColumnInput {
  return kindOf(type) === 'numeric'
    ? { name, type: 'numeric', reference: baseline.numeric(name), current: numericSide(cells) }
    : {
        name,
        type: 'categorical',
        reference: baseline.categorical(name, type === 'boolean'),
        current: categoricalSide(cells),
      };
}

/** Classification: the probability where both sides have one, else the label, as of three or more; regression: the number. */
function predictionInput(
  { task, labels }: JudgedSubject,
  baseline: BaselineSides,
  records: readonly MonitoredRecord[],
): ColumnInput | undefined {
  const numeric = (name: 'prediction' | 'probability'): ColumnInput => ({
    name,
    type: 'numeric',
    reference: baseline.numeric(name),
    current: numericSide(records.map((record) => record[name])),
  });
  const multiclass = (labels?.length ?? 0) > 2;
  if (!multiclass && baseline.has('probability') && records.some(({ probability }) => probability !== null))
    return numeric('probability');
  if (!baseline.has('prediction')) return undefined;
  if (task === 'regression') return numeric('prediction');
  const spelled = (value: MonitoredRecord['prediction']): string | null =>
    value === null ? null : String(labels?.find((label) => sameLabel(String(value), label)) ?? value);
  return {
    name: 'prediction',
    type: 'categorical',
    reference: baseline.categorical('prediction'),
    current: categoricalSide(records.map(({ prediction }) => spelled(prediction))),
  };
}

/** `1`, `1.0` and 1 are one label. */
function sameLabel(text: string, label: string | number): boolean {
  return text === String(label) || (text.trim() !== '' && Number(text) === Number(label));
}

const isNumber = (value: number | null): value is number => value !== null && Number.isFinite(value);

/** Rows with a prediction and a label that means something: one of the model's labels, or a number. */
function labelledRows(
  { task, labels = [] }: JudgedSubject,
  records: readonly MonitoredRecord[],
  truth: ReadonlyMap<string, string>,
): Labelled {
  const rows: ScoredRow[] = [];
  for (const { id, prediction, probability } of records) {
    const label = truth.get(id);
    if (label === undefined || prediction === null) continue;
    if (task === 'regression') {
      const [score, actual] = [Number(prediction), label.trim() === '' ? Number.NaN : Number(label)];
      if (Number.isFinite(score) && Number.isFinite(actual)) rows.push({ actual, score });
    } else {
      const actual = labels.findIndex((known) => sameLabel(label, known));
      if (actual < 0) continue;
      const predicted = labels.findIndex((known) => sameLabel(String(prediction), known));
      if (labels.length > 2) rows.push({ actual, score: predicted });
      else rows.push({ actual, score: isNumber(probability) ? probability : Number(predicted === 1) });
    }
  }
  return labels.length > 2 ? { task: 'multiclass', rows, classes: labels.length } : { task, rows };
}
