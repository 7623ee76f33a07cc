import { canonicalValue } from '../datasets/row-identity.js';
import type { Prediction, Task } from '../signature.js';
import { shown } from './gate-result.js';

export interface SampleDifferences {
  /** Largest absolute difference of a number. */
  readonly largest: number;
  /** What is not reproduced, by row. */
  readonly problems: readonly string[];
}

/** Where our own predictions of the sample are not the submitted ones: another label, or a number beyond the tolerance. */
export function sampleDifferences(
  task: Task,
  submitted: readonly Prediction[],
  own: readonly Prediction[],
  tolerance: number,
): SampleDifferences {
  let largest = 0;
  const problems = submitted.flatMap((theirs, row) => {
    const ours = own[row];
    if (ours === undefined) return [`row ${row} of the sample has no prediction of ours`];
    const label = task === 'classification' && !isSame(theirs.prediction, ours.prediction);
    const differences = pairsOf(task, theirs, ours).map(([what, a, b]) => {
      const difference = Math.abs(a - b);
      return { what, a, b, difference: Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference };
    });
    largest = Math.max(largest, ...differences.map(({ difference }) => difference));
    return [
      ...(label ? [`row ${row} of the sample is ${text(theirs.prediction)}, ours is ${text(ours.prediction)}`] : []),
      ...differences
        .filter(({ difference }) => !(difference <= tolerance))
        .map(
          ({ what, a, b, difference }) =>
            `the ${what} of row ${row} of the sample is ${shown(a)}, ours is ${shown(b)}: ${shown(difference)} apart, ` +
            `allowed ${shown(tolerance)}`,
        ),
    ];
  });
  return { largest, problems };
}

/** The numbers that both have, or that the submission gives alone. */
function pairsOf(task: Task, theirs: Prediction, ours: Prediction): [string, number, number][] {
  if (task === 'regression') return [['prediction', numberOf(theirs.prediction), numberOf(ours.prediction)]];
  const pairs: [string, number, number][] = [];
  if (theirs.probability !== undefined) pairs.push(['probability', theirs.probability, ours.probability ?? Number.NaN]);
  theirs.probabilities?.forEach((probability, label) => {
    pairs.push([`probability of label ${label}`, probability, ours.probabilities?.[label] ?? Number.NaN]);
  });
  return pairs;
}

const numberOf = (value: Prediction['prediction']): number => (typeof value === 'number' ? value : Number.NaN);
const isSame = (a: Prediction['prediction'], b: Prediction['prediction']): boolean =>
  canonicalValue(String(a)) === canonicalValue(String(b));
const text = (value: Prediction['prediction']): string => JSON.stringify(value).slice(0, 60);
