import type { GateName } from '../../../lib/contracts/index.js';
import { type GateFinding, unverified } from './gate-result.js';

/** Gates that judge what a model says of an evaluation set. */
const JUDGING: readonly GateName[] = ['quality', 'champion', 'segments', 'bias'];

/**
 * A finding of scores that the platform could not check: what they fail is failed, what they pass is unverified, since
 * whoever submits them could have made them up.
 */
export function fromSubmission(finding: GateFinding): GateFinding {
  if (finding.verdict !== 'passed' || !JUDGING.includes(finding.gate)) return finding;
  const reason = `${finding.reason}: computed from the submitted predictions, which could not be checked`;
  return unverified(finding.gate, reason, finding.numbers, finding.details);
}

/**
 * A comparison with a champion whose scores are those that were submitted with it decides nothing either way: made up, they
 * could keep every honest version away.
 */
export function againstSubmission(finding: GateFinding): GateFinding {
  if ((finding.verdict !== 'passed' && finding.verdict !== 'failed') || finding.gate !== 'champion') return finding;
  const reason = `${finding.reason}: compared with the predictions that the champion was submitted with, which could not be checked`;
  return unverified('champion', reason, finding.numbers, finding.details);
}
