import type { ModelVersion } from '../../domain/registry/records.js';
import type { RolloutState } from '../../domain/rollout/rollout-state.js';
import { formerChampions, rollbackTargets } from '../../domain/rollout/succession.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { readServingState, type ServingStateRead } from '../retirement/read-serving-state.js';

/** What a rollout looks at before a step, and all aliases of the model. */
export async function readRolloutState(
  store: ModelRegistryStore,
  model: string,
  number: number,
): Promise<RolloutState & ServingStateRead> {
  const [version, serving] = await Promise.all([store.readVersion(model, number), readServingState(store, model)]);
  return { model, version, ...serving };
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
