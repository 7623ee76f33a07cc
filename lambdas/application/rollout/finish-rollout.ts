import type { RolloutOutcome } from '../../domain/registry/records.js';
import { finishRollout } from '../../domain/rollout/finish-rollout.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import type { RolloutInput } from './begin-rollout.js';
import { failureSentence } from './failure-sentence.js';
import { readFormerChampions, readRolloutState } from './read-rollout-state.js';

export interface FinishRolloutInput extends RolloutInput {
  readonly outcome: RolloutOutcome;
  /** Words, or the cause of a failed state. */
  readonly reason: string;
  /** Former champions that stay Deployed. Default 1. */
  readonly supersededVersions?: number | undefined;
  /** As the audit record names it. Default `pipeline:finish-rollout`. */
  readonly actor?: string;
}

export interface FinishedRollout {
  readonly outcome: RolloutOutcome;
  /** Endpoints to remove, after a drain. */
  readonly endpointNames: readonly string[];
}

/**
 * Promotes, rolls back, aborts, or brings the champion back, and releases the lock; repeated or late, it changes nothing.
 */
export function finishRolloutOf(
  registry: ModelRegistryStore,
  clock: Clock,
  { supersededVersions, ...input }: FinishRolloutInput,
): Promise<FinishedRollout> {
  const { model, version } = input;
  const reason = failureSentence(input.reason);
  return changeRegistry(registry, model, async () => {
    const state = await readRolloutState(registry, model, version);
    const former = await readFormerChampions(registry, state);
    const at = clock.now().toISOString();
    const step = { ...input, reason, at, ...(supersededVersions === undefined ? {} : { supersededVersions }) };
    const { outcome, endpointNames, change } = finishRollout(state, step, { former, aliases: state.aliases });
    return { result: { outcome, endpointNames }, change };
  });
}
