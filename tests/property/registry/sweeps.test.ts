import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endWaitingVersions } from '../../../lambdas/application/housekeeping/end-waiting-versions.js';
import { approvalPlatform, session } from '../../fixtures/approval-platform.js';
import { expectTrueHistory } from '../../fixtures/registry-history.js';
import { modelVersion, put } from '../../fixtures/registry-records.js';

const HOUR = 3_600;
/** Version 1 waits for an approval, for 30 hours; version 2 for its gates, which died. */
const event = fc.constantFrom('sweep', 'sweep', 'approve', 'expire', 'an hour', 'a day');

/** What has to come out, told without the registry. */
function expected(events: readonly string[]): { approval: string; validation: string } {
  let [hours, approval, validation] = [0, 'Validated', 'PendingValidation'];
  for (const happens of events) {
    if (happens === 'an hour') hours += 1;
    if (happens === 'a day') hours += 24;
    if (happens === 'sweep' && hours > 24) validation = 'Rejected';
    if (approval !== 'Validated') continue;
    if (happens === 'expire' || (hours >= 30 && (happens === 'sweep' || happens === 'approve'))) approval = 'Expired';
    else if (happens === 'approve') approval = 'Approved';
  }
  return { approval, validation };
}

async function waiting() {
  const all = await approvalPlatform({ quorum: 1, expirySeconds: 30 * HOUR });
  await put(all.registry, modelVersion(2));
  await all.begin();
  const does: Readonly<Record<string, () => unknown>> = {
    sweep: () => endWaitingVersions(all),
    approve: () => all.approve(session('bob')).catch(() => {}),
    expire: () => all.expire(),
    'an hour': () => all.clock.advance(HOUR),
    'a day': () => all.clock.advance(24 * HOUR),
  };
  const stands = async () => ({
    approval: await all.status(),
    validation: (await all.registry.readVersion('bikes', 2))?.status,
  });
  return { all, does, stands };
}

describe('the daily run beside decisions and expiries', () => {
  it('in any order, any number of times, ends what is overdue by then, and each version once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const { all, does, stands } = await waiting();
        for (const happens of events) await does[happens]?.();
        expect(await stands()).toEqual(expected(events));
        const records = await expectTrueHistory(all.registry, 'bikes');
        const ends = records.filter(({ action }) => /^ModelVersion(Approved|Rejected|Expired)$/.test(action));
        const versions = ends.map(({ version }) => version);
        expect(new Set(versions).size).toBe(versions.length);
        const before = await all.registry.readModel('bikes');
        await does.sweep?.();
        const once = await all.registry.readModel('bikes');
        await does.sweep?.();
        expect(await all.registry.readModel('bikes')).toEqual(once);
        if (events.at(-1) === 'sweep') expect(once).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('at the same time as a decision or another run leaves one outcome', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 48 }),
        fc.array(fc.constantFrom('sweep', 'approve', 'expire'), { minLength: 2, maxLength: 5 }),
        async (hours, racers) => {
          const { all, does, stands } = await waiting();
          all.clock.advance(hours * HOUR);
          await Promise.all(racers.map((racer) => does[racer]?.()));
          const { approval, validation } = await stands();
          expect(validation).toBe(hours > 24 && racers.includes('sweep') ? 'Rejected' : 'PendingValidation');
          if (hours >= 30) expect(approval).toBe('Expired');
          const records = await expectTrueHistory(all.registry, 'bikes');
          const ends = records.filter(({ version, action }) => version === 1 && action.startsWith('ModelVersion'));
          expect(ends.filter(({ action }) => action !== 'ModelVersionRegistered').length).toBeLessThan(2);
        },
      ),
      { numRuns: 50 },
    );
  });
});
