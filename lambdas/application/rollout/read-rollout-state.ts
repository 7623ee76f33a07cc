import { CHAMPION } from '../../domain/registry/champion.js';
import type { ModelVersion } from '../../domain/registry/records.js';
import type { RolloutState } from '../../domain/rollout/rollout-state.js';
import { formerChampions, rollbackTargets } from '../../domain/rollout/succession.js';
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

/** The versions that were champion before, without the one of the state, newest first. */
export async function readFormerChampions(
  store: Pick<ModelRegistryStore, 'readVersion'>,
  { model, champion, version }: RolloutState,
): Promise<readonly ModelVersion[]> {
  const numbers = formerChampions(champion, version?.version);
  const versions = await Promise.all(numbers.map((number) => store.readVersion(model, number)));
  return versions.filter((former) => former !== undefined);
}

/** Of former champions, newest first, those that a rollback goes back to; no more versions are read than it takes. */
export async function readRollbackTargets(
  store: Pick<ModelRegistryStore, 'readVersion'>,
  model: string,
  former: readonly number[],
  keep: number,
): Promise<readonly ModelVersion[]> {
  const read: ModelVersion[] = [];
  for (const number of former) {
    if (rollbackTargets(read, keep).length === keep) break;
    const version = await store.readVersion(model, number);
    if (version !== undefined) read.push(version);
  }
  return rollbackTargets(read, keep);
}
