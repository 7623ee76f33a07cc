import type { GateResult } from '../registry/records.js';
import { counted, failed, passed, shown } from './gate-result.js';

export interface ReproductionEvidence {
  /** By row of the evaluation set, as submitted: the score, and of three or more labels each one's probability. */
  readonly submitted: ReadonlyMap<number, readonly number[]>;
  /** Our own. */
  readonly own: ReadonlyMap<number, readonly number[]>;
  /** Largest absolute difference that is allowed. */
  readonly tolerance: number;
  /** What the evaluation report says that its predictions don't. */
  readonly problems?: readonly string[];
}

const PROBLEMS_TOLD = 5;

/**
 * The submitted predictions are what the artifact predicts, on every labelled row of the evaluation set, and the evaluation
 * report says of them what they say.
 */
export function reproductionGate({ submitted, own, tolerance, problems = [] }: ReproductionEvidence): GateResult {
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
  const numbers = { rows: own.size, missing: missing.length, largestDifference: largest, tolerance };
  if (missing.length > 0) {
    return failed(
      'reproduction',
      `no prediction was submitted for ${counted(missing.length, 'row')}, row ${missing[0]} first`,
      numbers,
    );
  }
  if (largest > tolerance) {
    const reason = `the prediction of row ${worst} differs from ours by ${shown(largest)}, allowed ${shown(tolerance)}`;
    return failed('reproduction', reason, numbers);
  }
  if (problems.length > 0) {
    const more = problems.length > PROBLEMS_TOLD ? `; and ${problems.length - PROBLEMS_TOLD} more` : '';
    return failed('reproduction', `${problems.slice(0, PROBLEMS_TOLD).join('; ')}${more}`, numbers);
  }
  const differ = counted(own.size, 'prediction differs', 'predictions differ');
  return passed('reproduction', `${differ} from ours by at most ${shown(largest)}`, numbers);
}
