import type { HumanApproval } from '../../../lib/contracts/index.js';
import { HUMAN_POLICY, openApproval } from '../../domain/approval/approval.js';
import { PreconditionFailed } from '../../domain/errors.js';
import type { Change } from '../../domain/registry/change.js';
import { transition } from '../../domain/registry/life-cycle.js';
import type { Approval, ModelVersion } from '../../domain/registry/records.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry, type Decision } from '../change-registry.js';

export interface DecideApprovalDependencies {
  readonly registry: ModelRegistryStore;
  readonly policies: ModelPolicyStore;
  readonly clock: Clock;
}

export interface DecideApprovalInput {
  readonly model: string;
  readonly version: number;
  /** The execution that asks. Absent when the event came without one, as until release 0.1. */
  readonly requestId?: string | undefined;
}

export interface ApprovalPlan extends DecideApprovalInput {
  /** `wait`: people have to decide. `end`: the policy decided, or there is nothing for this execution to wait for. */
  readonly action: 'wait' | 'end';
  readonly approved: boolean;
  readonly reason: string;
  /** How long people may take from now on; where they have to decide. */
  readonly expirySeconds?: number;
}

/**
 * Approves a validated version where the model's policy says that its gates suffice; else asks people, in the name of
 * the execution that will wait for them. Repeated by the same execution it answers as before; to another it says that
 * there is nothing to do.
 */
export async function decideApproval(
  { registry, policies, clock }: DecideApprovalDependencies,
  input: DecideApprovalInput,
): Promise<ApprovalPlan> {
  const { model, version: number } = input;
  const { approval: policy } = await policies.read(model);
  const end = (reason: string): ApprovalPlan => ({ ...input, action: 'end', approved: false, reason });
  return changeRegistry<ApprovalPlan>(registry, model, async () => {
    const version = await registry.readVersion(model, number);
    if (version?.status !== 'Validated') {
      return { result: end(`version ${number} is ${version?.status ?? 'not there'}, not Validated`) };
    }
    const now = clock.now();
    const before = await registry.readApproval(model, number);
    if (before !== undefined) {
      const isOurs = before.status === 'Pending' && before.requestId === input.requestId;
      return { result: isOurs ? waitFor(input, before, now) : end('another execution asked for its approval') };
    }
    return policy === 'automatic' ? approve(input, version, now) : ask(input, version, policy, now);
  });
}

function approve(input: DecideApprovalInput, version: ModelVersion, now: Date): Decision<ApprovalPlan> {
  const at = now.toISOString();
  const actor = 'policy:automatic';
  const reason = 'every gate passed, and the policy approves automatically';
  const approval: Approval = {
    kind: 'Approval',
    model: version.model,
    revision: 0,
    version: version.version,
    status: 'Approved',
    requestedAt: at,
    decisions: [{ decision: 'approve', actor, at, reason }],
  };
  return {
    result: { ...input, action: 'end', approved: true, reason },
    change: {
      action: 'ModelVersionApproved',
      actor,
      at,
      version: version.version,
      submissionId: version.submissionId,
      evidence: { reason, gates: version.gates.map(({ gate, verdict }) => ({ gate, verdict })) },
      puts: [transition(version, 'Approved', at), approval],
    },
  };
}

function ask(
  input: DecideApprovalInput,
  version: ModelVersion,
  policy: HumanApproval,
  now: Date,
): Decision<ApprovalPlan> {
  const { requestId } = input;
  if (requestId === undefined) {
    throw new PreconditionFailed(
      `The approval of version ${version.version} of model ${version.model} is people's, and the event came without an ` +
        'execution that waits for them: start one of the approval state machine with this event.',
    );
  }
  const at = now.toISOString();
  const approval = openApproval(version, policy, at, { requestId });
  const change: Change = {
    action: 'ApprovalRequested',
    actor: HUMAN_POLICY,
    at,
    version: version.version,
    submissionId: version.submissionId,
    evidence: {
      requestId,
      required: { ...approval.required },
      expiresAt: approval.expiresAt,
      submittedBy: version.registeredBy,
      gates: version.gates.map(({ gate, verdict }) => ({ gate, verdict })),
    },
    puts: [approval],
  };
  return { change, result: waitFor(input, approval, now) };
}

/** An execution waits for whole seconds, one at least; it ends no sooner than the approval. */
function waitFor(input: DecideApprovalInput, { expiresAt }: Approval, now: Date): ApprovalPlan {
  const left = expiresAt === undefined ? 0 : Math.ceil((Date.parse(expiresAt) - now.getTime()) / 1000);
  const reason = `people have to decide until ${expiresAt}`;
  return { ...input, action: 'wait', approved: false, reason, expirySeconds: Math.max(1, left) };
}
