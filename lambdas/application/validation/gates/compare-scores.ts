import type { DeployedModelPolicy } from '../../../../lib/contracts/index.js';
import { championGate } from '../../../domain/gates/champion-gate.js';
import type { GateFinding } from '../../../domain/gates/gate-result.js';
import { comparedLosses, rowsRight, type ScoredRow } from '../../../domain/gates/metrics.js';

/** The champion gate on what two versions say of the same rows, in the same order, with the margin and seed of the policy. */
export function compareScores(
  { task, gates, evaluation }: Pick<DeployedModelPolicy, 'task' | 'gates' | 'evaluation'>,
  championVersion: number,
  ours: readonly ScoredRow[],
  theirs: readonly ScoredRow[],
): GateFinding {
  const [candidateLosses, championLosses] = comparedLosses(task, ours, theirs);
  return championGate({
    championVersion,
    candidateLosses,
    championLosses,
    ...(task === 'classification' ? { right: { candidate: rowsRight(ours), champion: rowsRight(theirs) } } : {}),
    margin: gates.championMargin,
    seed: evaluation.seed,
  });
}
