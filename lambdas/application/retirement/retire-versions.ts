import type { RetirementPolicy } from '../../../lib/contracts/index.js';
import { dueForRetirement, type NeededVersions, retiresByTime } from '../../domain/registry/due-for-retirement.js';
import { retireVersion } from '../../domain/registry/retire-version.js';
import { DEFAULT_SUPERSEDED_VERSIONS, formerChampions } from '../../domain/rollout/succession.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { changeRegistry } from '../change-registry.js';
import { eachModel } from '../housekeeping/each-model.js';
import { readRollbackTargets } from '../rollout/read-rollout-state.js';
import { readServingState } from './read-serving-state.js';

export interface RetireVersionsPorts {
  readonly registry: ModelRegistryStore;
  readonly policies: ModelPolicyStore;
  readonly clock: Clock;
}

export interface RetiredVersions {
  /** Models whose policy retires by time. */
  readonly models: number;
  /** Versions that were looked at. */
  readonly looked: number;
  readonly retired: number;
}

/** Versions read at once; one is 300 KB at most. */
const PAGE = 25;

/**
 * Retires what the models' policies say, a change a version, so that a run that was cut short or came twice is made good
 * by the next. Versions are read by the page, however many there are. A model that can't be read does not keep the
 * others; then it throws, with each problem.
 */
export async function retireVersions(ports: RetireVersionsPorts): Promise<RetiredVersions> {
  const total = { models: 0, looked: 0, retired: 0 };
  const work = async (model: string): Promise<void> => {
    const { retirement } = await ports.policies.read(model);
    if (retirement === undefined || !retiresByTime(retirement)) return;
    total.models += 1;
    for await (const wasRetired of retireOf(ports, model, retirement)) {
      total.looked += 1;
      total.retired += wasRetired ? 1 : 0;
    }
  };
  await eachModel(await ports.policies.list(), 'retire versions', work, total);
  return total;
}

/** What serves and has names, and the newest former champions that are Deployed: as many as the policy keeps of them. */
async function readNeeded(
  registry: ModelRegistryStore,
  model: string,
  { supersededVersions = DEFAULT_SUPERSEDED_VERSIONS }: RetirementPolicy,
): Promise<NeededVersions> {
  const state = await readServingState(registry, model);
  const former = formerChampions(state.champion, state.champion?.version);
  const targets = await readRollbackTargets(registry, model, former, supersededVersions);
  return { ...state, rollbackTargets: new Set(targets.map(({ version }) => version)) };
}

/** Goes through all versions of a model, and says of each whether it was retired now. */
async function* retireOf(
  ports: RetireVersionsPorts,
  model: string,
  policy: RetirementPolicy,
): AsyncGenerator<boolean, void> {
  const { registry, clock } = ports;
  const needed = await readNeeded(registry, model, policy);
  let cursor: string | undefined;
  do {
    const page = await registry.listVersions(model, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    const due = dueForRetirement(policy, page.items, needed, clock.now());
    const numbers = new Set(due.map(({ version }) => version.version));
    for (const { version } of page.items) {
      yield numbers.has(version) && (await retireIfDue(ports, model, version, policy));
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Decides again from what is there now: somebody may have named or approved it since the page was read. */
function retireIfDue(
  { registry, clock }: RetireVersionsPorts,
  model: string,
  number: number,
  policy: RetirementPolicy,
): Promise<boolean> {
  return changeRegistry(registry, model, async () => {
    const [version, state] = await Promise.all([
      registry.readVersion(model, number),
      readNeeded(registry, model, policy),
    ]);
    const now = clock.now();
    const [due] = dueForRetirement(policy, version === undefined ? [] : [version], state, now);
    if (due === undefined) return { result: false };
    const retirement = { actor: 'policy:retirement', at: now.toISOString(), reason: due.reason };
    const change = retireVersion(due.version, state, retirement, await registry.readApproval(model, number));
    return { result: change !== undefined, change };
  });
}
