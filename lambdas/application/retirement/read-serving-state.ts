import type { ServingState } from '../../domain/registry/retire-version.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';

/** Who serves a model now, and which versions have names. */
export async function readServingState(registry: ModelRegistryStore, model: string): Promise<ServingState> {
  const [aliases, split, lock] = await Promise.all([
    registry.listAliases(model),
    registry.readTrafficSplit(model),
    registry.readRolloutLock(model),
  ]);
  return { aliases, split, lock };
}
