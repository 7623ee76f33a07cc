import { canonicalValue } from '../datasets/row-identity.js';
import { InvalidInput } from '../errors.js';
import type { ScoredRow } from '../metrics/scored-columns.js';
import type { Task } from '../signature.js';
import type { BiasRows } from './cells.js';

export interface OutcomeRules {
  readonly task: Task;
  /** Classification, in the order of `actual` and of the probabilities. */
  readonly labels?: readonly (string | number)[];
  /** Of three or more labels the one that counts as positive, against all others. */
  readonly positiveLabel?: string;
  /** Regression: outcomes above it are positive. */
  readonly positiveAbove?: number;
}

/**
 * Which labels and which predictions of scored rows are positive. Of two labels, the second is, predicted at a probability
 * above 0.5. Throws InvalidInput where nothing says which of more labels, or which numbers, are.
 */
export function outcomesOf(
  rows: readonly ScoredRow[],
  { task, labels = [], positiveLabel, positiveAbove }: OutcomeRules,
): Required<Pick<BiasRows, 'label' | 'prediction'>> {
  const by = (label: (row: ScoredRow) => boolean, prediction: (row: ScoredRow) => boolean) => ({
    label: Uint8Array.from(rows, (row) => Number(label(row))),
    prediction: Uint8Array.from(rows, (row) => Number(prediction(row))),
  });
  if (task === 'regression') {
    if (positiveAbove === undefined) {
      throw new InvalidInput('the policy has no gates.bias.positiveAbove: above which number is an outcome positive?');
    }
    return by(
      ({ actual }) => actual > positiveAbove,
      ({ score }) => score > positiveAbove,
    );
  }
  if (rows.every(({ probabilities }) => probabilities === undefined)) {
    return by(
      ({ actual }) => actual === 1,
      ({ score }) => score > 0.5,
    );
  }
  const positive = positiveIndex(labels, positiveLabel);
  return by(
    ({ actual }) => actual === positive,
    ({ probabilities = [] }) => probabilities.indexOf(Math.max(...probabilities)) === positive,
  );
}

function positiveIndex(labels: readonly (string | number)[], positive: string | undefined): number {
  const known = labels.map((label) => canonicalValue(String(label)));
  const found = positive === undefined ? -1 : known.indexOf(canonicalValue(positive));
  if (found >= 0) return found;
  const got =
    positive === undefined
      ? 'the policy has no dataset.positiveLabel'
      : `the policy's dataset.positiveLabel is "${positive}"`;
  throw new InvalidInput(`${got}: expected the one of ${labels.join(', ')} that counts as positive`);
}
