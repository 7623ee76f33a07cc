import { describe, expect, it } from 'vitest';
import { endWaitingVersions } from '../../../../lambdas/application/housekeeping/end-waiting-versions.js';
import { sweepVersions } from '../../../../lambdas/application/housekeeping/sweep-versions.js';
import { openApproval } from '../../../../lambdas/domain/approval/approval.js';
import { transition } from '../../../../lambdas/domain/registry/life-cycle.js';
import type { PageRequest } from '../../../../lambdas/ports/model-registry-store.js';
import { ManualClock } from '../../../fixtures/manual-clock.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { MemoryModelRegistryStore } from '../../../fixtures/memory/memory-model-registry-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { AT, modelVersion, put } from '../../../fixtures/registry-records.js';

const DAY = 86_400;
const WEEK = { quorum: 1, expirySeconds: 7 * DAY };

function platform(registry = new MemoryModelRegistryStore(), ...policies: Parameters<typeof modelPolicy>[0][]) {
  const clock = new ManualClock();
  const ports = { registry, clock, policies: new MemoryModelPolicyStore(...policies.map(modelPolicy)) };
  const statuses = async (model = 'bikes') =>
    (await registry.listVersions(model, { limit: 1_000 })).items.map(({ status }) => status).reverse();
  return { registry, clock, ports, statuses };
}

describe('the daily run', () => {
  it('rejects what was not validated within a day, and says what to do', async () => {
    const { registry, clock, ports, statuses } = platform();
    const young = '2026-01-01T12:00:00.000Z';
    await put(registry, modelVersion(1), modelVersion(2, { registeredAt: young }), modelVersion(3));
    clock.advance(DAY);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 0, expired: 0 });
    clock.advance(1);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 2, expired: 0 });
    expect(await statuses()).toEqual(['Rejected', 'PendingValidation', 'Rejected']);
    const reasons = ['validation did not end; submit it again'];
    expect(await registry.readVersion('bikes', 1)).toMatchObject({ reasons });
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    expect(items.at(-1)).toMatchObject({ action: 'ModelVersionRejected', actor: 'policy:housekeeping' });
  });

  it('expires approvals that are overdue, whose execution was stopped', async () => {
    const { registry, clock, ports, statuses } = platform();
    for (const version of [1, 2, 3].map((number) => modelVersion(number, { status: 'Validated' }))) {
      // Of the third no approval was asked for yet.
      await put(registry, version, ...(version.version === 3 ? [] : [openApproval(version, WEEK, AT)]));
    }
    const second = await registry.readApproval('bikes', 2);
    if (second !== undefined) await put(registry, { ...second, expiresAt: '2026-02-01T00:00:00.000Z' });
    clock.advance(7 * DAY);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 0, expired: 1 });
    expect(await statuses()).toEqual(['Expired', 'Validated', 'Validated']);
    expect(await registry.readApproval('bikes', 1)).toMatchObject({ status: 'Expired' });
  });

  it('changes nothing when it comes again', async () => {
    const { registry, clock, ports } = platform();
    const validated = modelVersion(2, { status: 'Validated' });
    await put(registry, modelVersion(1), validated, openApproval(validated, WEEK, AT));
    clock.advance(8 * DAY);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 1, expired: 1 });
    const before = await registry.readModel('bikes');
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 0, expired: 0 });
    expect(await registry.readModel('bikes')).toEqual(before);
  });

  it('looks at models without a policy too: nothing else would end their versions', async () => {
    const { registry, clock, ports, statuses } = platform(undefined, { model: 'cats' });
    await put(registry, modelVersion(1));
    clock.advance(2 * DAY);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 1 });
    expect(await statuses()).toEqual(['Rejected']);
  });

  it('retires by policy what it ended, once that is old enough', async () => {
    const { registry, clock, ports, statuses } = platform(undefined, { retirement: { inactiveDays: 30 } });
    await put(registry, modelVersion(1));
    clock.advance(2 * DAY);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 1, retired: 0 });
    clock.advance(30 * DAY);
    expect(await sweepVersions(ports)).toMatchObject({ rejected: 0, retired: 1 });
    expect(await statuses()).toEqual(['Retired']);
  });

  it('leaves a version alone whose verdict came after it was listed', async () => {
    class DecidedMeanwhile extends MemoryModelRegistryStore {
      override async listVersions(model: string, page: PageRequest) {
        const answer = await super.listVersions(model, page);
        for (const version of answer.items) await put(this, transition(version, 'Validated', AT));
        return answer;
      }
    }
    const { registry, clock, ports } = platform(new DecidedMeanwhile());
    await put(registry, modelVersion(1));
    clock.advance(2 * DAY);
    expect(await endWaitingVersions(ports)).toEqual({ rejected: 0, expired: 0 });
    expect(await registry.readVersion('bikes', 1)).toMatchObject({ status: 'Validated' });
  });

  it('reads versions by the page', async () => {
    const limits: number[] = [];
    class Counting extends MemoryModelRegistryStore {
      override async listVersions(model: string, page: PageRequest) {
        limits.push(page.limit);
        return super.listVersions(model, page);
      }
    }
    const { registry, clock, ports } = platform(new Counting());
    await put(registry, ...Array.from({ length: 60 }, (_, index) => modelVersion(index + 1)));
    clock.advance(2 * DAY);
    expect(await endWaitingVersions(ports)).toEqual({ rejected: 60, expired: 0 });
    expect(limits).toEqual([25, 25, 25]);
  });

  it('goes on with the other models and with retirement when a model can not be read, and then says so', async () => {
    class Broken extends MemoryModelRegistryStore {
      override async listVersions(model: string, page: PageRequest) {
        if (model === 'bikes') throw new Error('item is damaged');
        return super.listVersions(model, page);
      }
    }
    const retirement = { maximumAgeDays: 30 };
    const { registry, clock, ports, statuses } = platform(new Broken(), { model: 'cats', retirement });
    await put(registry, modelVersion(1));
    await put(registry, modelVersion(1, { model: 'cats' }), modelVersion(2, { model: 'cats', status: 'Expired' }));
    clock.advance(30 * DAY);
    await expect(sweepVersions(ports)).rejects.toMatchObject({
      name: 'DependencyUnavailable',
      message: 'Could not end the waiting versions of bikes: item is damaged',
    });
    expect(await statuses('cats')).toEqual(['Retired', 'Retired']);
  });
});
