import type { GateResult } from '../registry/records.js';
import { failed, passed, shown } from './gate-result.js';
import { upperBoundOfMean } from './paired-bootstrap.js';

export const BOOTSTRAP_DRAWS = 2_000;

export interface ChampionEvidence {
  readonly championVersion: number;
  /** Losses of the same rows in the same order: Brier or absolute error. */
  readonly candidateLosses: readonly number[];
  readonly championLosses: readonly number[];
  /** How much worse is allowed, as a share of the champion's mean loss. */
  readonly margin: number;
  readonly seed: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * No worse than the champion on the same rows: the one-sided 95 % upper bound of the mean difference in loss (paired
 * bootstrap) is at most the margin.
 */
export function championGate(evidence: ChampionEvidence): GateResult {
  const { championVersion, candidateLosses, championLosses, margin, seed } = evidence;
  const differences = candidateLosses.map((loss, row) => loss - (championLosses[row] ?? 0));
  const upperBound = upperBoundOfMean(differences, { draws: BOOTSTRAP_DRAWS, seed });
  const allowed = margin * mean(championLosses);
  const numbers = {
    championVersion,
    rows: differences.length,
    candidateLoss: mean(candidateLosses),
    championLoss: mean(championLosses),
    difference: mean(differences),
    upperBound,
    allowed,
  };
  const told =
    `mean loss ${shown(numbers.candidateLoss)} against ${shown(numbers.championLoss)} of the champion, version ` +
    `${championVersion}; the difference is at most ${shown(upperBound)} (95 %), ${shown(allowed)} allowed`;
  return upperBound <= allowed ? passed('champion', told, numbers) : failed('champion', told, numbers);
}
