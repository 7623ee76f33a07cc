import { expireApproval } from '../../domain/approval/approval.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';

export interface ApprovalRequest {
  readonly model: string;
  readonly version: number;
  /** The execution that asked, and waits. */
  readonly requestId: string;
}

/**
 * Ends an approval that nobody decided in time: its version is Expired. Where a decision came first, the approval is
 * another execution's, or all was done before, it changes nothing.
 */
export function expireRequest(
  { registry, clock }: { readonly registry: ModelRegistryStore; readonly clock: Clock },
  { model, version: number, requestId }: ApprovalRequest,
): Promise<{ readonly expired: boolean }> {
  return changeRegistry<{ readonly expired: boolean }>(registry, model, async () => {
    const version = await registry.readVersion(model, number);
    const approval = await registry.readApproval(model, number);
    const waits = approval?.status === 'Pending' && approval.requestId === requestId;
    if (!waits || version?.status !== 'Validated') return { result: { expired: false } };
    const change = expireApproval(version, approval, clock.now().toISOString(), 'pipeline:expire-approval');
    return { result: { expired: true }, change };
  });
}
