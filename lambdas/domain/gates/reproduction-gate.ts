import type { GateResult } from '../registry/records.js';
import { failed, passed, shown, stored } from './gate-result.js';

export interface ReproductionEvidence {
  /** By row of the evaluation set, as submitted: the score, and of three or more labels each one's probability. */
  readonly submitted: ReadonlyMap<number, readonly number[]>;
  /** Our own. */
  readonly own: ReadonlyMap<number, readonly number[]>;
  /** Largest absolute difference that is allowed. */
  readonly tolerance: number;
}

/** The submitted predictions are what the artifact predicts, on every labelled row of the evaluation set. */
export function reproductionGate({ submitted, own, tolerance }: ReproductionEvidence): GateResult {
  let largest = 0;
  let worst = -1;
  const missing: number[] = [];
  for (const [row, scores] of own) {
    const theirs = submitted.get(row);
    if (theirs === undefined) {
      missing.push(row);
      continue;
    }
    for (const [at, score] of scores.entries()) {
      const difference = Math.abs((theirs[at] ?? Number.NaN) - score);
      if (difference <= largest) continue;
      // Nothing to compare with is as far away as can be.
      largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
      worst = row;
    }
  }
  const numbers = { rows: own.size, missing: missing.length, largestDifference: stored(largest), tolerance };
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
