import { shiftTraffic } from '../../domain/rollout/shift-traffic.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import type { RolloutInput } from './begin-rollout.js';
import { readRolloutState } from './read-rollout-state.js';

export interface ShiftTrafficInput extends RolloutInput {
  readonly endpointName: string;
  /** Percent of the requests. */
  readonly weight: number;
}

/** Gives the candidate its share of the traffic; repeated, it answers with the start of the same bake. */
export function shiftTrafficOf(
  registry: ModelRegistryStore,
  clock: Clock,
  input: ShiftTrafficInput,
): Promise<{ readonly bakeStartedAt: string }> {
  return changeRegistry(registry, input.model, async () => {
    const state = await readRolloutState(registry, input.model, input.version);
    const { bakeStartedAt, change } = shiftTraffic(state, { ...input, at: clock.now().toISOString() });
    return { result: { bakeStartedAt }, change };
  });
}
