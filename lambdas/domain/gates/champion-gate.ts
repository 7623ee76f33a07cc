import { BOOTSTRAP_DRAWS } from '../statistics/bootstrap.js';
import { mcNemarPValue } from '../statistics/mcnemar.js';
import { NORMAL_95 } from '../statistics/normal.js';
import { counted, failed, type GateFinding, passed, shown, shownP } from './gate-result.js';
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

/** Of the standard normal distribution: 80 % of the draws are below. */
const NORMAL_80 = 0.8416;

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
      : `; of the decisions, ${counted(decisions.candidateOnlyRight, 'is', 'are')} right of this version alone, ` +
        `${decisions.championOnlyRight} of the champion alone (McNemar's p ${shownP(decisions.mcnemarP)})`);
  if (upperBound <= allowed) return passed('champion', told, numbers);
  const { words, rowsNeeded } = whyNot(differences, allowed);
  return failed('champion', `${words}: ${told}`, { ...numbers, ...(rowsNeeded === undefined ? {} : { rowsNeeded }) });
}

/**
 * Whether a version is worse beyond chance (95 %), or was not shown to be good enough. Then, how many rows it takes to show
 * it of a version that is exactly as good as the champion, 4 times in 5: ((1.645 + 0.842) s / allowed)², with s the standard
 * deviation of a row's difference (the sample size of a test of non-inferiority, Julious 2004).
 */
function whyNot(differences: readonly number[], allowed: number): { words: string; rowsNeeded?: number } {
  const rows = differences.length;
  const difference = mean(differences);
  const deviation = Math.sqrt(
    differences.reduce((sum, value) => sum + (value - difference) ** 2, 0) / Math.max(1, rows - 1),
  );
  if (difference > (NORMAL_95 * deviation) / Math.sqrt(rows)) return { words: 'worse than the champion' };
  const rowsNeeded = Math.ceil((((NORMAL_95 + NORMAL_80) * deviation) / allowed) ** 2);
  const words = 'neither shown to be worse than the champion nor to be as good';
  return Number.isFinite(rowsNeeded) && rowsNeeded > rows
    ? { words: `${words}, with ${counted(rows, 'row')}: about ${rowsNeeded} are needed for this margin`, rowsNeeded }
    : { words };
}

function discordance({ candidate, champion }: NonNullable<ChampionEvidence['right']>) {
  const candidateOnlyRight = candidate.filter((right, row) => right && champion[row] === false).length;
  const championOnlyRight = champion.filter((right, row) => right && candidate[row] === false).length;
  return { candidateOnlyRight, championOnlyRight, mcnemarP: mcNemarPValue(candidateOnlyRight, championOnlyRight) };
}
