import { describe, expect, it } from 'vitest';
import { retireVersions } from '../../../../lambdas/application/retirement/retire-versions.js';
import { moveAlias } from '../../../../lambdas/domain/registry/move-alias.js';
import type { Alias } from '../../../../lambdas/domain/registry/records.js';
import type { PageRequest } from '../../../../lambdas/ports/model-registry-store.js';
import { ManualClock } from '../../../fixtures/manual-clock.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { AT, modelVersion, put } from '../../../fixtures/registry-records.js';

const DAY = 86_400;

function platform(...policies: Parameters<typeof modelPolicy>[0][]) {
  const registry = new MemoryModelRegistryStore();
  const clock = new ManualClock();
  const ports = { registry, clock, policies: new MemoryModelPolicyStore(...policies.map(modelPolicy)) };
  const retired = async () =>
    (await registry.listVersions('bikes', { limit: 1_000 })).items
      .filter(({ status }) => status === 'Retired')
      .map(({ version }) => version)
      .reverse();
  return { registry, clock, ports, retired };
}

describe('retirement by policy', () => {
  it('retires what is due, a change a version, and finds nothing to do when it comes again', async () => {
    const { registry, clock, ports, retired } = platform({ retirement: { maximumAgeDays: 30 } });
    const later = '2026-01-20T00:00:00.000Z';
    await put(registry, modelVersion(1, { status: 'Deployed', endpointName: 'e1' }));
    await put(registry, modelVersion(2, { status: 'Rejected' }), modelVersion(3, { status: 'Deployed' }));
    await put(registry, modelVersion(4, { status: 'Validated', registeredAt: later }));
    await put(registry, moveAlias(undefined, { model: 'bikes', alias: 'champion', version: 3, at: AT }));
    clock.advance(30 * DAY);
    expect(await retireVersions(ports)).toEqual({ models: 1, looked: 4, retired: 2 });
    expect(await retireVersions(ports)).toEqual({ models: 1, looked: 4, retired: 0 });
    expect(await retired()).toEqual([1, 2]);
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    const reason = "registered 30 days ago; the model's policy keeps a version for 30";
    expect(items.slice(-2)).toMatchObject([
      {
        action: 'ModelVersionRetired',
        actor: 'policy:retirement',
        version: 2,
        evidence: { reason, endpointNames: [] },
      },
      { action: 'ModelVersionRetired', version: 1, evidence: { reason, endpointNames: ['e1'] } },
    ]);
  });

  it('counts inactivity from the last alias that named a version', async () => {
    const { registry, clock, ports, retired } = platform({ retirement: { inactiveDays: 7 } });
    await put(registry, modelVersion(1, { status: 'Deployed' }), modelVersion(2, { status: 'Validated' }));
    const first = moveAlias(undefined, { model: 'bikes', alias: 'challenger', version: 1, at: AT });
    await put(
      registry,
      moveAlias(first, { model: 'bikes', alias: 'challenger', version: 3, at: '2026-01-05T00:00:00Z' }),
    );
    clock.advance(7 * DAY);
    await retireVersions(ports);
    expect(await retired()).toEqual([2]);
    clock.advance(4 * DAY);
    await retireVersions(ports);
    expect(await retired()).toEqual([1, 2]);
  });

  it('keeps the former champions that a rollback goes back to, as many as the policy says', async () => {
    const { registry, clock, ports, retired } = platform({ retirement: { maximumAgeDays: 7, supersededVersions: 2 } });
    let champion: Alias | undefined;
    for (const version of [1, 2, 3, 4, 5]) {
      await put(registry, modelVersion(version, { status: version === 4 ? 'RolledBack' : 'Deployed' }));
      champion = moveAlias(champion, { model: 'bikes', alias: 'champion', version, at: AT });
    }
    if (champion !== undefined) await put(registry, champion);
    clock.advance(8 * DAY);
    await retireVersions(ports);
    expect(await retired()).toEqual([1, 4]);
  });

  it('leaves models alone whose policy does not say so, and has nothing to do without models', async () => {
    const { registry, clock, ports } = platform({}, { model: 'cats', retirement: { supersededVersions: 2 } });
    await put(registry, modelVersion(1, { status: 'Rejected' }));
    clock.advance(1_000 * DAY);
    expect(await retireVersions(ports)).toEqual({ models: 0, looked: 0, retired: 0 });
    expect(await retireVersions(platform().ports)).toEqual({ models: 0, looked: 0, retired: 0 });
  });

  it('reads versions by the page, and looks at each of them once', async () => {
    const pages: number[] = [];
    class Counting extends MemoryModelRegistryStore {
      override async listVersions(model: string, page: PageRequest) {
        const answer = await super.listVersions(model, page);
        pages.push(answer.items.length);
        return answer;
      }
    }
    const { clock, ports } = platform({ retirement: { maximumAgeDays: 30 } });
    const registry = new Counting();
    for (let start = 0; start < 200; start += 50) {
      await put(
        registry,
        ...Array.from({ length: 50 }, (_, index) => modelVersion(start + index + 1, { status: 'Rejected' })),
      );
    }
    expect(await retireVersions({ ...ports, registry })).toMatchObject({ looked: 200, retired: 0 });
    expect(Math.max(...pages)).toBeLessThanOrEqual(25);
    clock.advance(30 * DAY);
    expect(await retireVersions({ ...ports, registry })).toMatchObject({ looked: 200, retired: 200 });
  });

  it('reads of the former champions no more than a rollback goes back to, once a model, not once a page', async () => {
    const { clock, ports } = platform({ retirement: { maximumAgeDays: 30, supersededVersions: 2 } });
    const read: number[] = [];
    class Counting extends MemoryModelRegistryStore {
      override async readVersion(model: string, version: number) {
        read.push(version);
        return super.readVersion(model, version);
      }
    }
    const registry = new Counting();
    let champion: Alias | undefined;
    for (let start = 0; start < 60; start += 30) {
      const versions = Array.from({ length: 30 }, (_, index) =>
        modelVersion(start + index + 1, { status: 'Deployed' }),
      );
      await put(registry, ...versions);
    }
    for (let version = 1; version <= 60; version += 1) {
      champion = moveAlias(champion, { model: 'bikes', alias: 'champion', version, at: AT });
    }
    if (champion !== undefined) await put(registry, champion);
    expect(await retireVersions({ ...ports, registry })).toMatchObject({ looked: 60, retired: 0 });
    expect(read).toEqual([59, 58]);
    clock.advance(30 * DAY);
    expect(await retireVersions({ ...ports, registry })).toMatchObject({ looked: 60, retired: 57 });
  });

  it('decides again before it writes: a version that was named meanwhile stays', async () => {
    const { clock, ports } = platform({ retirement: { maximumAgeDays: 30 } });
    const alias = moveAlias(undefined, { model: 'bikes', alias: 'challenger', version: 1, at: AT });
    class NamedMeanwhile extends MemoryModelRegistryStore {
      private named = false;
      override async readVersion(model: string, version: number) {
        if (!this.named) {
          this.named = true;
          await put(this, alias);
        }
        return super.readVersion(model, version);
      }
    }
    const registry = new NamedMeanwhile();
    await put(registry, modelVersion(1, { status: 'Validated' }));
    clock.advance(30 * DAY);
    expect(await retireVersions({ ...ports, registry })).toMatchObject({ looked: 1, retired: 0 });
    expect(await registry.readAlias('bikes', 'challenger')).toMatchObject({ version: 1 });
  });

  it('goes on with the other models when one can not be read, and then says which, and why', async () => {
    class Broken extends MemoryModelRegistryStore {
      override async listVersions(model: string, page: PageRequest) {
        if (model === 'bikes') throw new Error('item is damaged');
        return super.listVersions(model, page);
      }
    }
    const retirement = { maximumAgeDays: 30 };
    const { clock, ports } = platform({ retirement }, { model: 'cats', retirement });
    const registry = new Broken();
    await put(registry, modelVersion(1, { model: 'cats', status: 'Rejected' }));
    clock.advance(30 * DAY);
    await expect(retireVersions({ ...ports, registry })).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      message: 'Could not retire versions of bikes: item is damaged',
      details: { models: 2, looked: 1, retired: 1 },
    });
  });
});
