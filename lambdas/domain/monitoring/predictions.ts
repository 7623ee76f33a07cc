import type { ColumnKind } from '../columns/column-side.js';
import { type ColumnValues, MARKS, type NumericValues } from '../columns/column-values.js';
import type { InputColumn, Label } from '../signature.js';
import type { Importance } from './alarm-rule.js';
import type { LossBaseline } from './decide-quality.js';

/** What a window is judged by, besides its baseline. */
export interface JudgedSubject {
  /** Null: nobody knows, and every row counts as the model's. */
  readonly version: number | null;
  readonly task: 'classification' | 'regression';
  readonly columns: readonly InputColumn[];
  readonly labels?: readonly Label[];
  readonly importance?: Importance;
  readonly loss?: LossBaseline;
}

type LabelledTask = Pick<JudgedSubject, 'task' | 'labels'>;

export const predictionKind = ({ task }: LabelledTask): ColumnKind =>
  task === 'regression' ? 'numeric' : 'categorical';

export const isMulticlass = ({ labels = [] }: LabelledTask): boolean => labels.length > 2;

/** `1`, `1.0` and 1 are one label. */
const sameLabel = (text: string, label: Label): boolean =>
  text === String(label) || (text.trim() !== '' && Number(text) === Number(label));

/** -1 for none of the model's labels. */
const labelIndex = ({ labels = [] }: LabelledTask, text: string): number =>
  labels.findIndex((label) => sameLabel(text, label));

/** A prediction with labels as the model's signature writes them. */
export function spellLabels(subject: LabelledTask, prediction: ColumnValues): ColumnValues {
  if (prediction.kind === 'numeric') return prediction;
  const { labels = [] } = subject;
  return { ...prediction, texts: prediction.texts.map((text) => String(labels[labelIndex(subject, text)] ?? text)) };
}

/**
 * What a label is compared with, by row; NaN where the record has no prediction that means anything. Regression: the number.
 * Two labels: the probability, from 0 to 1; without one, 1 for the second label and 0 for the first. More: the index of the predicted one, -1 for none of the model's.
 */
export function scoresOf(subject: LabelledTask, prediction: ColumnValues, probability: NumericValues): Float64Array {
  const isFiniteAt = ({ values, marks }: NumericValues, row: number): boolean =>
    marks[row] === MARKS.value && Number.isFinite(values[row]);
  if (prediction.kind === 'numeric') {
    return prediction.values.map((value, row) => (isFiniteAt(prediction, row) ? value : Number.NaN));
  }
  const { codes, texts } = prediction;
  const indexes = texts.map((text) => labelIndex(subject, text));
  return Float64Array.from(codes, (code, row) => {
    if (code < 0) return Number.NaN;
    const index = indexes[code] as number;
    if (isMulticlass(subject)) return index;
    if (!isFiniteAt(probability, row)) return index < 0 ? Number.NaN : Number(index === 1);
    const value = probability.values[row] as number;
    return value >= 0 && value <= 1 ? value : Number.NaN;
  });
}

/** A label as the score's counterpart: the number, or the index of one of the model's labels; NaN for what means nothing. */
export function truthOf(subject: LabelledTask, label: string): number {
  if (subject.task === 'regression') {
    const value = label.trim() === '' ? Number.NaN : Number(label);
    return Number.isFinite(value) ? value : Number.NaN;
  }
  const index = labelIndex(subject, label);
  return index < 0 ? Number.NaN : index;
}
