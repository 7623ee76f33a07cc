import { type GateFinding, skipped, unverified } from '../../../domain/gates/gate-result.js';
import type { Evidence } from '../evidence.js';
import { compareScores } from './compare-scores.js';

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
  return compareScores(policy, version.version, candidate.value.rows, scored.value.rows);
}
