import { describe, expect, it } from 'vitest';
import { beginRolloutOf } from '../../../../lambdas/application/rollout/begin-rollout.js';
import { supersededOf } from '../../../../lambdas/domain/rollout/succession.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { AT, modelVersion, put } from '../../../fixtures/registry-records.js';
import { rolloutPlatform } from '../../../fixtures/rollout-platform.js';

const deployed = (version: number) => modelVersion(version, { status: 'Deployed', endpointName: `e${version}` });
const numbers = (versions: readonly { readonly version: number }[]) => versions.map(({ version }) => version);

describe('former champions at a promotion', () => {
  it('stay Deployed up to the number of the policy, the newest of them', async () => {
    const { promote, statuses, setSupersededVersions } = await rolloutPlatform(5);
    setSupersededVersions(2);
    for (const version of [1, 2, 3, 4]) await promote(version);
    expect(await statuses()).toEqual(['5 Approved', '4 Deployed', '3 Deployed', '2 Deployed', '1 Retired']);
    setSupersededVersions(1);
    expect((await promote(5)).endpointNames).toEqual(['p-bikes-v2-rollout2', 'p-bikes-v3-rollout3']);
    expect(await statuses()).toEqual(['5 Deployed', '4 Deployed', '3 Retired', '2 Retired', '1 Retired']);
  });

  it('stay Deployed when another alias names them', async () => {
    const { promote, statuses, registry } = await rolloutPlatform(3);
    for (const version of [1, 2]) await promote(version);
    const alias = { kind: 'Alias', model: 'bikes', revision: 0, alias: 'reference', version: 1 } as const;
    await put(registry, { ...alias, since: AT, history: [] });
    expect((await promote(3)).endpointNames).toEqual([]);
    expect(await statuses()).toEqual(['3 Deployed', '2 Deployed', '1 Deployed']);
  });

  it('are told in the audit record', async () => {
    const { promote, registry } = await rolloutPlatform(3);
    for (const version of [1, 2, 3]) await promote(version);
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    expect(items.at(-1)).toMatchObject({
      action: 'ModelVersionDeployed',
      evidence: { previousChampion: 2, retired: [1] },
    });
  });

  it('are Retired the oldest first', () => {
    expect(numbers(supersededOf([5, 4, 3, 2, 1].map(deployed), 1, []))).toEqual([1, 2, 3, 4]);
  });
});

describe('the plan of a rollout', () => {
  it.each([
    [undefined, 1],
    [{ supersededVersions: 4 }, 4],
    [{ inactiveDays: 3 }, 1],
  ])('for a policy of retirement %j keeps %i former champions', async (retirement, supersededVersions) => {
    const platform = await rolloutPlatform(1);
    const policies = new MemoryModelPolicyStore(modelPolicy(retirement === undefined ? {} : { retirement }));
    const plan = await beginRolloutOf(
      { ...platform, policies, servingImage: 'image', resourceNamePrefix: 'p' },
      { model: 'bikes', version: 1, rolloutId: 'r' },
    );
    expect(plan).toMatchObject({ supersededVersions, action: 'deploy', endpointKept: false });
  });
});
