import type { RolloutOutcome } from '../../domain/registry/records.js';
import { finishRollout } from '../../domain/rollout/finish-rollout.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import type { RolloutInput } from './begin-rollout.js';
import { failureSentence } from './failure-sentence.js';
import { readRolloutState } from './read-rollout-state.js';

export interface FinishRolloutInput extends RolloutInput {
  readonly outcome: RolloutOutcome;
  /** Words, or the cause of a failed state. */
  readonly reason: string;
  /** As the audit record names it. Default `pipeline:finish-rollout`. */
  readonly actor?: string;
}

export interface FinishedRollout {
  readonly outcome: RolloutOutcome;
  /** Endpoints to remove, after a drain. */
  readonly endpointNames: readonly string[];
}

/** Promotes, rolls back or aborts, and releases the lock; repeated or late, it changes nothing. */
export function finishRolloutOf(
  registry: ModelRegistryStore,
  clock: Clock,
  input: FinishRolloutInput,
): Promise<FinishedRollout> {
  const { model, version } = input;
  const reason = failureSentence(input.reason);
  return changeRegistry(registry, model, async () => {
    const state = await readRolloutState(registry, model, version);
    const previous = state.champion?.history[0]?.version;
    const superseded = previous === undefined ? undefined : await registry.readVersion(model, previous);
    const at = clock.now().toISOString();
    const { outcome, endpointNames, change } = finishRollout(state, { ...input, reason, at }, superseded);
    return { result: { outcome, endpointNames }, ...(change === undefined ? {} : { change }) };
  });
}
