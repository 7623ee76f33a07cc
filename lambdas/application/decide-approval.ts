import { transition } from '../domain/registry/life-cycle.js';
import type { Approval } from '../domain/registry/records.js';
import type { Clock } from '../ports/clock.js';
import type { ModelPolicyStore } from '../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../ports/model-registry-store.js';
import { changeRegistry } from './change-registry.js';

export interface ApprovalDependencies {
  readonly registry: ModelRegistryStore;
  readonly policies: ModelPolicyStore;
  readonly clock: Clock;
}

export interface ApprovalDecision {
  readonly approved: boolean;
  readonly reason: string;
}

/** Approves a validated version where the model's policy says that its gates suffice; repeated, it changes nothing. */
export async function decideApproval(
  { registry, policies, clock }: ApprovalDependencies,
  { model, version: number }: { readonly model: string; readonly version: number },
): Promise<ApprovalDecision> {
  const { approval: mode } = await policies.read(model);
  const actor = `policy:${mode}`;
  return changeRegistry<ApprovalDecision>(registry, model, async () => {
    const version = await registry.readVersion(model, number);
    if (version?.status !== 'Validated') {
      return {
        result: { approved: false, reason: `version ${number} is ${version?.status ?? 'not there'}, not Validated` },
      };
    }
    const at = clock.now().toISOString();
    const reason = 'every gate passed, and the policy approves automatically';
    const approval: Approval = {
      kind: 'Approval',
      model,
      revision: 0,
      version: number,
      status: 'Approved',
      requestedAt: at,
      decisions: [{ decision: 'approve', actor, at, reason }],
    };
    return {
      result: { approved: true, reason },
      change: {
        action: 'ModelVersionApproved',
        actor,
        at,
        version: number,
        submissionId: version.submissionId,
        evidence: { reason, gates: version.gates.map(({ gate, verdict }) => ({ gate, verdict })) },
        puts: [transition(version, 'Approved', at), approval],
      },
    };
  });
}
