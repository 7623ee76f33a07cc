import { championGate } from '../../../domain/gates/champion-gate.js';
import { type GateFinding, skipped, unverified } from '../../../domain/gates/gate-result.js';
import { comparedLosses, rowsRight } from '../../../domain/gates/metrics.js';
import type { Evidence } from '../evidence.js';

export function champion({ context, candidate, champion: scored }: Evidence): GateFinding {
  const { champion: version, policy } = context;
  if (candidate.value === undefined) return unverified('champion', candidate.problem);
  if (version === undefined || scored === undefined) return skipped('champion', 'there is no champion yet');
  if (scored.value === undefined) {
    const where = `on evaluation set ${candidate.value.set.number}`;
    return unverified(
      'champion',
      `the champion, version ${version.version}, can't be scored ${where}: ${scored.problem}`,
    );
  }
  const [ours, theirs] = [candidate.value.rows, scored.value.rows];
  const [candidateLosses, championLosses] = comparedLosses(policy.task, ours, theirs);
  return championGate({
    championVersion: version.version,
    candidateLosses,
    championLosses,
    ...(policy.task === 'classification' ? { right: { candidate: rowsRight(ours), champion: rowsRight(theirs) } } : {}),
    margin: policy.gates.championMargin,
    seed: policy.evaluation.seed,
  });
}
