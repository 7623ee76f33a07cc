import { errorNames, objectKeys } from '../../../lib/contracts/index.js';
import { NotFound, PreconditionFailed } from '../../domain/errors.js';
import type { Approval } from '../../domain/registry/records.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { Notifier } from '../../ports/notifier.js';
import { approvalMessage } from './approval-message.js';
import type { ApprovalRequest } from './expire-approval.js';

export interface RequestApprovalPorts {
  readonly registry: Pick<ModelRegistryStore, 'readVersion' | 'readApproval'>;
  readonly artifacts: Pick<ArtifactStore, 'write'>;
  /** Absent: nobody is told. */
  readonly notifier?: Notifier | undefined;
}

export interface RequestApprovalInput extends ApprovalRequest {
  /** Answers the execution; whoever has it can end the wait. It lies in the artifact store, and nowhere else. */
  readonly taskToken: string;
}

/**
 * Keeps the task token for whoever decides, and tells people what waits for them. Repeated, it keeps the newest token.
 * Throws ApprovalDecided when nothing waits any more: a decision that came before the token was there could not answer it.
 */
export async function requestApproval(
  { registry, artifacts, notifier }: RequestApprovalPorts,
  { taskToken, ...request }: RequestApprovalInput,
): Promise<{ readonly told: boolean }> {
  const { model, version: number, requestId } = request;
  await readPending(registry, request);
  await artifacts.write(objectKeys.approvalToken(model, number), JSON.stringify({ requestId, taskToken }), {
    contentType: 'application/json',
  });
  const approval = await readPending(registry, request);
  const version = await registry.readVersion(model, number);
  if (version === undefined) throw new NotFound(`There is no version ${number} of model ${model}`);
  if (notifier === undefined) return { told: false };
  await notifier.notify(approvalMessage(version, approval));
  return { told: true };
}

async function readPending(
  registry: RequestApprovalPorts['registry'],
  { model, version, requestId }: ApprovalRequest,
): Promise<Approval> {
  const approval = await registry.readApproval(model, version);
  if (approval?.status === 'Pending' && approval.requestId === requestId) return approval;
  throw new PreconditionFailed(
    `The approval of version ${version} of model ${model} that execution ${requestId} asked for waits no more: it is ` +
      `${approval?.status ?? 'not there'}, asked for by ${approval?.requestId ?? 'no execution'}`,
    { name: errorNames.approvalDecided },
  );
}
