import { objectKeys } from '../../../lib/contracts/index.js';
import { NotFound } from '../../domain/errors.js';
import type { Approval } from '../../domain/registry/records.js';
import { approvalTokenSchema } from '../documents/approval-tasks.js';
import { parseStoredDocument } from '../documents/parse.js';
import type { ControlPorts } from './control-ports.js';

/**
 * Lets the execution that waits for a settled approval go on, if there is one. Where that fails, `onUnanswered` is told,
 * and what settled it counts all the same: the execution waits until the approval's expiry, and changes nothing.
 */
export async function answerExecution(ports: ControlPorts, approval: Approval | undefined): Promise<void> {
  if (approval === undefined) return;
  await answer(ports, approval).catch((error: unknown) => ports.onUnanswered?.(approval, error));
}

/** The token is in no answer and no log. */
async function answer({ artifacts, callbacks }: ControlPorts, approval: Approval): Promise<void> {
  const { model, version, status, requestId } = approval;
  if (status === 'Pending' || requestId === undefined) return;
  const key = objectKeys.approvalToken(model, version);
  const text = await artifacts.readText(key).catch((error: unknown) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  if (text === undefined) return;
  const held = parseStoredDocument(approvalTokenSchema, text, `Object ${key}`);
  if (held.requestId === requestId) await callbacks.succeed(held.taskToken, { model, version, status });
}
