import type * as z from 'zod';
import { approvalsMissing, isOverdue } from '../../domain/approval/approval.js';
import { type RecordedDecision, type RefusedDecision, recordDecision } from '../../domain/approval/record-decision.js';
import { NotFound } from '../../domain/errors.js';
import { CHAMPION } from '../../domain/registry/champion.js';
import type { Approval } from '../../domain/registry/records.js';
import { changeRegistry } from '../change-registry.js';
import type { approvalBodySchema } from '../documents/approval-tasks.js';
import { answerExecution } from './answer-execution.js';
import type { ControlPorts } from './control-ports.js';
import { noSuchVersion, readVersion } from './models.js';

/** How the newest approval of a version stands. */
export async function readApproval(ports: ControlPorts, model: string, number: number) {
  await readVersion(ports, model, number);
  const approval = await ports.registry.readApproval(model, number);
  if (approval !== undefined) return shownApproval(approval, ports.clock.now());
  throw new NotFound(`There is no approval of version ${number} of model ${model}: none was asked for yet`);
}

/**
 * Takes a person's decision on a version. The registry is the truth: the decision that settles it moves the version, in
 * one transaction, and only then the execution that waits is let go on. Should that fail, the decision counts all the
 * same: the execution waits until the approval's expiry and changes nothing, or the same decision, said again, answers it.
 */
export async function decideVersion(
  ports: ControlPorts,
  actor: string,
  model: string,
  number: number,
  { decision, reason }: z.infer<typeof approvalBodySchema>,
) {
  const { registry, clock } = ports;
  const { approval: policy } = await ports.policies.read(model);
  const outcome = await changeRegistry<RecordedDecision | RefusedDecision>(registry, model, async () => {
    const version = await registry.readVersion(model, number);
    if (version === undefined) throw await noSuchVersion(registry, model, number);
    const [approval, champion] = await Promise.all([
      registry.readApproval(model, number),
      registry.readAlias(model, CHAMPION),
    ]);
    const state = { version, approval, champion };
    const result = recordDecision(state, { decision, actor, at: clock.now().toISOString(), reason }, policy);
    return { result, change: result.change };
  });
  await answerExecution(ports, outcome.approval);
  if ('refused' in outcome) throw outcome.refused;
  return { ...shownApproval(outcome.approval, clock.now()), versionStatus: outcome.version.status };
}

function shownApproval(approval: Approval, now: Date) {
  const { model, version, status, requestedAt, expiresAt, required, decisions } = approval;
  return {
    model,
    version,
    status: isOverdue(approval, now.toISOString()) ? ('Expired' as const) : status,
    requestedAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(required === undefined ? {} : { required }),
    decisions,
    approvalsMissing: approvalsMissing(approval),
  };
}
