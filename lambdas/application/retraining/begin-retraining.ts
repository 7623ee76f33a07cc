import { startRetraining } from '../../domain/registry/start-retraining.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import type { RetrainingRequest, SkippedRetraining } from '../documents/retraining-state.js';

export interface BeginRetrainingPorts {
  readonly registry: ModelRegistryStore;
  readonly policies: ModelPolicyStore;
  readonly clock: Clock;
}

/**
 * Records the start of a retraining run, once a run; undefined when it goes on. A run by alarm or schedule within the
 * cooldown is skipped, with the reason, and leaves no record.
 */
export async function beginRetraining(
  { registry, policies, clock }: BeginRetrainingPorts,
  { model, runId, trigger, startedBy, reason }: RetrainingRequest,
): Promise<SkippedRetraining | undefined> {
  const { cooldownSeconds } = (await policies.read(model)).retraining;
  const wish = { runId, trigger, startedBy, ...(reason === undefined ? {} : { reason }) };
  return changeRegistry<SkippedRetraining | undefined>(registry, model, (head) => {
    const decision = startRetraining(head, wish, cooldownSeconds, clock.now());
    if (decision.start) {
      return { result: undefined, change: decision.change };
    }
    const { last, until } = decision;
    const why = `${last.startedBy} started run ${last.runId} at ${last.at}; alarm and schedule may start the next from ${until} on`;
    return { result: { action: 'skip', model, runId, reason: why } };
  });
}
