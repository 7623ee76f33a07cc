import type { GateResult } from '../registry/records.js';
import { failed, passed, shown } from './gate-result.js';

export interface ReproductionEvidence {
  /** Scores by row of the evaluation set, as submitted. */
  readonly submitted: ReadonlyMap<number, number>;
  /** Our own. */
  readonly own: ReadonlyMap<number, number>;
  /** Largest absolute difference that is allowed. */
  readonly tolerance: number;
}

/** The submitted predictions are what the artifact predicts, on every labelled row of the evaluation set. */
export function reproductionGate({ submitted, own, tolerance }: ReproductionEvidence): GateResult {
  let largest = 0;
  let worst = -1;
  const missing: number[] = [];
  for (const [row, score] of own) {
    const theirs = submitted.get(row);
    if (theirs === undefined) {
      missing.push(row);
    } else if (Math.abs(theirs - score) > largest) {
      largest = Math.abs(theirs - score);
      worst = row;
    }
  }
  const numbers = { rows: own.size, missing: missing.length, largestDifference: largest, tolerance };
  if (missing.length > 0) {
    return failed(
      'reproduction',
      `no prediction was submitted for ${missing.length} rows, row ${missing[0]} first`,
      numbers,
    );
  }
  return largest > tolerance
    ? failed(
        'reproduction',
        `the prediction of row ${worst} differs from ours by ${shown(largest)}, allowed ${shown(tolerance)}`,
        numbers,
      )
    : passed('reproduction', `${own.size} predictions differ from ours by at most ${shown(largest)}`, numbers);
}
