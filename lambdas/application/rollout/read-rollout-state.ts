import { CHAMPION, type RolloutState } from '../../domain/rollout/rollout-state.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';

export async function readRolloutState(
  store: ModelRegistryStore,
  model: string,
  version: number,
): Promise<RolloutState> {
  const [current, lock, champion, split] = await Promise.all([
    store.readVersion(model, version),
    store.readRolloutLock(model),
    store.readAlias(model, CHAMPION),
    store.readTrafficSplit(model),
  ]);
  return { model, version: current, lock, champion, split };
}
