import type { ModelPolicy } from '../../../lib/contracts/index.js';
import { PreconditionFailed } from '../errors.js';
import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import type { Alias, Approval, ApprovalDecision, ModelVersion } from '../registry/records.js';
import { approvalsMissing, expireApproval, isOverdue, openApproval } from './approval.js';
import { hasRole, identityOf } from './identity.js';

export interface ApprovalState {
  readonly version: ModelVersion;
  readonly approval: Approval | undefined;
  /** The alias of that name. */
  readonly champion: Alias | undefined;
}

export interface RecordedDecision {
  /** As it stands now. */
  readonly approval: Approval;
  readonly version: ModelVersion;
  /** Absent when the same was said before. */
  readonly change?: Change;
}

export interface RefusedDecision {
  readonly refused: PreconditionFailed;
  /** That the version is Expired, when that is why; it is to be written all the same. */
  readonly change?: Change;
  readonly approval?: Approval;
}

/** What an automatic policy asks of people, for a version that was rolled back: one word, which decides at once. */
const ONE_PERSON = { quorum: 1, expirySeconds: 604_800 };

/**
 * What one person's word makes of a version that waits for an approval, or that was rolled back and is wanted again.
 * One rejection rejects; approvals count once a person, never the submitter's, up to the quorum. Who says the same again
 * changes nothing. What no rollout would take up is not approved.
 */
export function recordDecision(
  state: ApprovalState,
  made: ApprovalDecision,
  policy: ModelPolicy['approval'],
): RecordedDecision | RefusedDecision {
  const { version } = state;
  const said = state.approval === undefined ? undefined : saidBefore(state.approval, made);
  const reopens = version.status === 'RolledBack' && !isOpen(state.approval, made.at) && made.decision === 'approve';
  if (said !== undefined && !reopens) return { approval: said, version };
  const approval = reopens ? reopen(state, made.at, policy) : state.approval;
  if (approval?.status !== 'Pending' || !['Validated', 'RolledBack'].includes(version.status)) {
    return { refused: new PreconditionFailed(whyNotWaiting(state)) };
  }
  if (isOverdue(approval, made.at)) return overdue(version, approval, made);
  const problem = objection(version, approval, made) ?? inVain(state, made);
  if (problem !== undefined) return { refused: new PreconditionFailed(problem) };
  return taken(version, approval, made, reopens);
}

const isOpen = (approval: Approval | undefined, at: string): boolean =>
  approval?.status === 'Pending' && !isOverdue(approval, at);

const nameOf = ({ model, version }: ModelVersion): string => `Version ${version} of model ${model}`;

function reopen({ version, approval }: ApprovalState, at: string, policy: ModelPolicy['approval']): Approval {
  return openApproval(version, policy === 'automatic' ? ONE_PERSON : policy, at, { before: approval });
}

/** The approval when the same person decided the same before, and it was not decided otherwise since. */
function saidBefore(approval: Approval, { actor, decision, at }: ApprovalDecision): Approval | undefined {
  const outcomes = { approve: ['Pending', 'Approved'], reject: ['Rejected'] }[decision];
  if (!outcomes.includes(approval.status) || isOverdue(approval, at)) return undefined;
  const own = ownDecision(approval, actor);
  return own?.decision === decision ? approval : undefined;
}

const ownDecision = ({ decisions }: Approval, actor: string): ApprovalDecision | undefined =>
  decisions.find((made) => identityOf(made.actor) === identityOf(actor));

function whyNotWaiting({ version, approval }: ApprovalState): string {
  const is = `${nameOf(version)} is ${version.status}`;
  if (version.status === 'Validated') {
    return (
      `${is}, and its approval was not asked for yet: expected a request that waits. Try again in a minute; if that does ` +
      'not help, follow the runbook approval-failed.'
    );
  }
  if (version.status === 'RolledBack') {
    return `${is}, and no approval of it waits: there is nothing to reject. Approve it to have it rolled out again.`;
  }
  const decided = approval === undefined ? '' : ` (its approval is ${approval.status})`;
  return `${is}${decided}: expected Validated or RolledBack. There is nothing to decide.`;
}

function overdue(version: ModelVersion, approval: Approval, { at }: ApprovalDecision): RefusedDecision {
  const refused = new PreconditionFailed(
    `The approval of version ${version.version} of model ${version.model} expired at ${approval.expiresAt}, and it is ${at}: ` +
      `expected a decision before. ${version.status === 'RolledBack' ? 'Approve it anew.' : 'Submit the version again.'}`,
  );
  if (version.status !== 'Validated') return { refused };
  return {
    refused,
    change: expireApproval(version, approval, at),
    approval: { ...approval, status: 'Expired' },
  };
}

/** Why this person can't decide so, or undefined. Who submitted may take the version back, in whichever role. */
function objection(version: ModelVersion, { required }: Approval, made: ApprovalDecision): string | undefined {
  const person = identityOf(made.actor);
  const isSubmitter = person === identityOf(version.registeredBy);
  if (isSubmitter && made.decision === 'reject') return undefined;
  if (isSubmitter) {
    return (
      `${made.actor} is "${person}", who submitted version ${version.version} of model ${version.model} as ` +
      `${version.registeredBy}: expected somebody else, in whichever role. Ask another person to decide; you may reject it.`
    );
  }
  if (required?.role !== undefined && !hasRole(made.actor, required.role)) {
    return (
      `${made.actor} came, and the policy of model ${version.model} expects a session of the role ${required.role}. ` +
      'Assume that role, or ask somebody who may.'
    );
  }
  return undefined;
}

/** Why the approval would lead to nothing, or undefined: a rollout passes over what is older than the champion. */
function inVain({ version, champion }: ApprovalState, { decision }: ApprovalDecision): string | undefined {
  if (decision === 'reject' || champion === undefined || champion.version < version.version) return undefined;
  return (
    `${nameOf(version)} is older than the champion, version ${champion.version}, and would not be rolled out: there is ` +
    `nothing to approve. Submit it again${version.status === 'Validated' ? ', and reject this one' : ''}.`
  );
}

function taken(
  version: ModelVersion,
  before: Approval,
  made: ApprovalDecision,
  reopened: boolean,
): Required<RecordedDecision> {
  const own = ownDecision(before, made.actor);
  const decisions = [...before.decisions.filter((decision) => decision !== own), made];
  const counted: Approval = { ...before, decisions };
  const missing = approvalsMissing(counted);
  const { actor, at, decision, reason } = made;
  const status = decision === 'reject' ? 'Rejected' : missing === 0 ? 'Approved' : 'Pending';
  const approval: Approval = { ...counted, status };
  const after = versionAfter(version, approval, made);
  return {
    approval,
    version: after,
    change: {
      // A version that was rolled back stays so when it is rejected: its status has no event.
      action:
        after === version
          ? 'ApprovalRecorded'
          : status === 'Approved'
            ? 'ModelVersionApproved'
            : 'ModelVersionRejected',
      actor,
      at,
      version: version.version,
      submissionId: version.submissionId,
      evidence: {
        decision,
        reason,
        approval: status,
        missing: approvalsMissing(approval),
        required: { ...before.required },
        decisions: decisions.map((entry) => ({ ...entry })),
        ...(reopened ? { reopened: true } : {}),
        gates: version.gates.map(({ gate, verdict }) => ({ gate, verdict })),
      },
      puts: after === version ? [approval] : [after, approval],
    },
  };
}

function versionAfter(
  version: ModelVersion,
  { status }: Approval,
  { actor, at, reason }: ApprovalDecision,
): ModelVersion {
  if (status === 'Approved') return transition(version, 'Approved', at, { reasons: [] });
  if (status === 'Pending' || version.status === 'RolledBack') return version;
  return transition(version, 'Rejected', at, { reasons: [`rejected by ${actor}: ${reason}`] });
}
