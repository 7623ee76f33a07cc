import { CHAMPION } from '../../domain/registry/champion.js';
import type { Alias } from '../../domain/registry/records.js';
import type { ServingState } from '../../domain/registry/retire-version.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';

export interface ServingStateRead extends ServingState {
  /** The one of the aliases. */
  readonly champion: Alias | undefined;
}

/** Who serves a model now, and which versions have names. */
export async function readServingState(registry: ModelRegistryStore, model: string): Promise<ServingStateRead> {
  const [aliases, split, lock] = await Promise.all([
    registry.listAliases(model),
    registry.readTrafficSplit(model),
    registry.readRolloutLock(model),
  ]);
  return { aliases, split, lock, champion: aliases.find(({ alias }) => alias === CHAMPION) };
}
