import { InvalidInput } from '../errors.js';

/** A labelled row with what a model says of it. Classification: `actual` is the index of its label, binary 1 the positive. */
export interface ScoredRow {
  readonly actual: number;
  /** Binary: probability of the positive label. Multiclass: of the predicted label. Regression: the prediction. */
  readonly score: number;
  /** Multiclass: the probability of each label, in their order. */
  readonly probabilities?: readonly number[];
}

/** Scored rows by column. */
export interface ScoredColumns {
  readonly rows: number;
  readonly actual: Float64Array;
  readonly scores: Float64Array;
}

/** Multiclass: the probabilities row by row, and of each row the most probable label (of equals the first). */
export interface ClassColumns extends ScoredColumns {
  readonly classes: number;
  readonly probabilities: Float64Array;
  readonly predicted: Uint32Array;
}

/** Throws InvalidInput for what is no finite number, as scikit-learn does. */
export function scoredColumns(rows: readonly ScoredRow[]): ScoredColumns {
  const [actual, scores] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as ScoredRow;
    actual[index] = finite(row.actual, 'target', index);
    scores[index] = finite(row.score, 'score', index);
  }
  return { rows: rows.length, actual, scores };
}

/** Undefined when the rows have no probabilities of labels. Throws InvalidInput for rows that differ in their number. */
export function classColumns(rows: readonly ScoredRow[]): ClassColumns | undefined {
  const classes = rows[0]?.probabilities?.length;
  if (classes === undefined) return undefined;
  const probabilities = new Float64Array(rows.length * classes);
  const predicted = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as ScoredRow;
    const vector = row.probabilities ?? [];
    if (vector.length !== classes || !(row.actual < classes)) {
      throw new InvalidInput(
        `row ${index} has label ${row.actual} and ${vector.length} probabilities, expected ${classes} as in the first row`,
      );
    }
    let best = 0;
    for (let label = 0; label < classes; label += 1) {
      const value = finite(vector[label] as number, 'probability', index);
      probabilities[index * classes + label] = value;
      if (value > (vector[best] as number)) best = label;
    }
    predicted[index] = best;
  }
  return { ...scoredColumns(rows), classes, probabilities, predicted };
}

function finite(value: number, what: string, row: number): number {
  if (Number.isFinite(value)) return value;
  throw new InvalidInput(`row ${row} has the ${what} ${value}, expected a finite number`);
}
