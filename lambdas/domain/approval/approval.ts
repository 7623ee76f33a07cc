import type { HumanApproval } from '../../../lib/contracts/index.js';
import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import type { Approval, ModelVersion } from '../registry/records.js';

/** What the audit records of what no person decided name. */
export const HUMAN_POLICY = 'policy:human';

/** A new approval of the version, in the place of `before`. */
export function openApproval(
  { model, version }: ModelVersion,
  { role, quorum, expirySeconds }: HumanApproval,
  at: string,
  more: { readonly before?: Approval | undefined; readonly requestId?: string } = {},
): Approval {
  return {
    kind: 'Approval',
    model,
    revision: more.before?.revision ?? 0,
    version,
    status: 'Pending',
    requestedAt: at,
    ...(more.requestId === undefined ? {} : { requestId: more.requestId }),
    required: { quorum, ...(role === undefined ? {} : { role }) },
    expiresAt: new Date(Date.parse(at) + expirySeconds * 1000).toISOString(),
    decisions: [],
  };
}

/** Whether nobody can decide any more, although nobody did. */
export const isOverdue = ({ status, expiresAt }: Approval, at: string): boolean =>
  status === 'Pending' && expiresAt !== undefined && Date.parse(at) >= Date.parse(expiresAt);

/** How many people still have to approve; 0 when it is decided. */
export function approvalsMissing({ status, required, decisions }: Approval): number {
  if (status !== 'Pending') return 0;
  const approved = decisions.filter(({ decision }) => decision === 'approve').length;
  return Math.max(0, (required?.quorum ?? 1) - approved);
}

/** That a version which waited in vain is Expired. */
export function expireApproval(version: ModelVersion, approval: Approval, at: string, actor = HUMAN_POLICY): Change {
  const { requestedAt, expiresAt, required, decisions } = approval;
  return {
    action: 'ModelVersionExpired',
    actor,
    at,
    version: version.version,
    submissionId: version.submissionId,
    evidence: { requestedAt, expiresAt, required: { ...required }, decisions: decisions.map((made) => ({ ...made })) },
    puts: [transition(version, 'Expired', at), { ...approval, status: 'Expired' }],
  };
}
