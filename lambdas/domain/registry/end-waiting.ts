import { expireApproval, isOverdue } from '../approval/approval.js';
import type { Change } from './change.js';
import { transition } from './life-cycle.js';
import type { Approval, ModelVersion } from './records.js';

/** Gates take minutes; what delivers their events again gives up after hours. */
const LONGEST_VALIDATION_MS = 86_400_000;

export const HOUSEKEEPING_POLICY = 'policy:housekeeping';

/**
 * The end of a version that waits for what comes no more: of gates that did not decide within a day of its registration,
 * or of an approval whose time is over and that no execution ended. Undefined for any other version: it goes on by
 * itself, or somebody may still decide.
 */
export function endWaiting(version: ModelVersion, approval: Approval | undefined, at: string): Change | undefined {
  if (version.status === 'PendingValidation') return endValidation(version, at);
  if (version.status !== 'Validated' || approval === undefined || !isOverdue(approval, at)) return undefined;
  return expireApproval(version, approval, at);
}

function endValidation(version: ModelVersion, at: string): Change | undefined {
  const { registeredAt, submissionId } = version;
  if (Date.parse(at) - Date.parse(registeredAt) <= LONGEST_VALIDATION_MS) return undefined;
  const reasons = ['validation did not end; submit it again'];
  return {
    action: 'ModelVersionRejected',
    actor: HOUSEKEEPING_POLICY,
    at,
    version: version.version,
    submissionId,
    evidence: { reasons, registeredAt },
    puts: [transition(version, 'Rejected', at, { reasons })],
  };
}
