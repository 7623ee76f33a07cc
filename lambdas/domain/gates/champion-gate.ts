import { BOOTSTRAP_DRAWS } from '../statistics/bootstrap.js';
import { mcNemarPValue } from '../statistics/mcnemar.js';
import { failed, type GateFinding, passed, shown } from './gate-result.js';
import { upperBoundOfMean } from './paired-bootstrap.js';

export interface ChampionEvidence {
  readonly championVersion: number;
  /** Losses of the same rows in the same order: Brier or absolute error. */
  readonly candidateLosses: readonly number[];
  readonly championLosses: readonly number[];
  /** Classification: the same rows, whether each was decided right. */
  readonly right?: { readonly candidate: readonly boolean[]; readonly champion: readonly boolean[] };
  /** How much worse is allowed, as a share of the champion's mean loss. */
  readonly margin: number;
  readonly seed: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * No worse than the champion on the same rows: the one-sided 95 % upper bound of the mean difference in loss (paired
 * bootstrap) is at most the margin. McNemar's exact test of the decisions is printed, not gated.
 */
export function championGate(evidence: ChampionEvidence): GateFinding {
  const { championVersion, candidateLosses, championLosses, margin, seed, right } = evidence;
  const differences = candidateLosses.map((loss, row) => loss - (championLosses[row] ?? 0));
  const upperBound = upperBoundOfMean(differences, { draws: BOOTSTRAP_DRAWS, seed });
  const allowed = margin * mean(championLosses);
  const decisions = right === undefined ? undefined : discordance(right);
  const numbers = {
    championVersion,
    rows: differences.length,
    candidateLoss: mean(candidateLosses),
    championLoss: mean(championLosses),
    difference: mean(differences),
    upperBound,
    allowed,
    ...decisions,
  };
  const told =
    `mean loss ${shown(numbers.candidateLoss)} against ${shown(numbers.championLoss)} of the champion, version ` +
    `${championVersion}; the difference is at most ${shown(upperBound)} (95 %), ${shown(allowed)} allowed` +
    (decisions === undefined
      ? ''
      : `; of the decisions, ${decisions.candidateOnlyRight} are right of this version alone, ` +
        `${decisions.championOnlyRight} of the champion alone (McNemar's p ${shown(decisions.mcnemarP)})`);
  return upperBound <= allowed ? passed('champion', told, numbers) : failed('champion', told, numbers);
}

function discordance({ candidate, champion }: NonNullable<ChampionEvidence['right']>) {
  const candidateOnlyRight = candidate.filter((right, row) => right && champion[row] === false).length;
  const championOnlyRight = champion.filter((right, row) => right && candidate[row] === false).length;
  return { candidateOnlyRight, championOnlyRight, mcnemarP: mcNemarPValue(candidateOnlyRight, championOnlyRight) };
}
