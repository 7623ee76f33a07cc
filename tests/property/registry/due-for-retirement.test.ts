import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueForRetirement, type NeededVersions } from '../../../lambdas/domain/registry/due-for-retirement.js';
import type { Alias, ModelVersion, RolloutLock, TrafficSplit } from '../../../lambdas/domain/registry/records.js';
import { VERSION_STATUSES } from '../../../lambdas/domain/registry/records.js';
import { retireVersion } from '../../../lambdas/domain/registry/retire-version.js';
import { modelVersion } from '../../fixtures/registry-records.js';

const DAY = 86_400_000;
const EPOCH = Date.UTC(2026, 0, 1);
const dayAt = (day: number): Date => new Date(EPOCH + day * DAY);
const day = fc.double({ min: 0, max: 400, noNaN: true });
const time = day.map((days) => dayAt(days).toISOString());
const number = fc.integer({ min: 1, max: 6 });

const versions: fc.Arbitrary<ModelVersion[]> = fc.uniqueArray(
  fc
    .record({
      version: number,
      status: fc.constantFrom(...VERSION_STATUSES),
      registeredAt: time,
      statusChangedAt: time,
    })
    .map(({ version, ...more }) => modelVersion(version, { ...more, endpointName: `e${version}` })),
  { selector: ({ version }) => version },
);
const aliases: fc.Arbitrary<Alias[]> = fc.uniqueArray(
  fc.record({
    kind: fc.constant('Alias' as const),
    model: fc.constant('bikes'),
    revision: fc.constant(1),
    alias: fc.constantFrom('champion', 'challenger', 'reference'),
    version: number,
    since: time,
    history: fc.array(fc.record({ version: number, since: time, until: time }), { maxLength: 4 }),
  }),
  { selector: ({ alias }) => alias, maxLength: 3 },
);
const split: fc.Arbitrary<TrafficSplit> = fc.array(number, { maxLength: 2 }).map((served) => ({
  kind: 'TrafficSplit',
  model: 'bikes',
  revision: 1,
  variants: served.map((version) => ({ slot: 'champion', version, endpointName: `e${version}`, weight: 50 })),
  changedAt: dayAt(0).toISOString(),
}));
const lock: fc.Arbitrary<RolloutLock> = fc
  .record({ version: number, state: fc.constantFrom('held' as const, 'released' as const) })
  .map(({ version, state }) => ({
    kind: 'RolloutLock',
    model: 'bikes',
    revision: 1,
    state,
    rolloutId: 'r1',
    version,
    endpointName: `e${version}`,
    fencingToken: 1,
    acquiredAt: dayAt(0).toISOString(),
    leaseUntil: dayAt(0).toISOString(),
    baking: false,
  }));
const state: fc.Arbitrary<NeededVersions> = fc.record({
  aliases,
  split: fc.option(split, { nil: undefined }),
  lock: fc.option(lock, { nil: undefined }),
  rollbackTargets: fc.uniqueArray(number, { maxLength: 2 }).map((numbers) => new Set(numbers)),
});
const days = fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined });
const policy = fc.record({ maximumAgeDays: days, inactiveDays: days }).map(({ maximumAgeDays, inactiveDays }) => ({
  ...(maximumAgeDays === undefined ? {} : { maximumAgeDays }),
  ...(inactiveDays === undefined ? {} : { inactiveDays }),
}));

describe('retirement by policy', () => {
  it('grows with time: what is due stays due as long as nothing happens to it', () => {
    fc.assert(
      fc.property(policy, versions, state, day, day, (rule, some, serving, now, wait) => {
        const dueAt = (days: number) =>
          dueForRetirement(rule, some, serving, dayAt(days)).map(({ version }) => version.version);
        expect(dueAt(now + wait)).toEqual(expect.arrayContaining(dueAt(now)));
      }),
    );
  });

  it('never takes a version that serves, is rolled out, is to be rolled back to, has a name, or has a step under way', () => {
    fc.assert(
      fc.property(policy, versions, state, (rule, some, serving) => {
        for (const { version: due } of dueForRetirement(rule, some, serving, dayAt(10_000))) {
          const { version, status } = due;
          expect(serving.aliases.map((alias) => alias.version)).not.toContain(version);
          expect(serving.rollbackTargets.has(version)).toBe(false);
          expect((serving.split?.variants ?? []).map((variant) => variant.version)).not.toContain(version);
          expect(serving.lock?.state === 'held' && serving.lock.version === version).toBe(false);
          expect(['PendingValidation', 'Deploying', 'Retired']).not.toContain(status);
          expect(retireVersion(due, serving, { actor: 'policy', at: due.registeredAt, reason: 'r' })).toBeDefined();
        }
      }),
    );
  });

  it('takes a free version exactly when it is as old, or as long inactive, as its policy says', () => {
    fc.assert(
      fc.property(
        policy,
        time,
        time,
        fc.option(time, { nil: undefined }),
        day,
        (rule, registeredAt, changed, until, now) => {
          const version = modelVersion(1, { status: 'Deployed', registeredAt, statusChangedAt: changed });
          const history = until === undefined ? [] : [{ version: 1, since: registeredAt, until }];
          const champion: Alias = {
            kind: 'Alias',
            model: 'bikes',
            revision: 1,
            alias: 'champion',
            version: 2,
            since: until ?? registeredAt,
            history,
          };
          const serving = {
            aliases: [champion],
            split: undefined,
            lock: undefined,
            rollbackTargets: new Set<number>(),
          };
          const passed = (since: string, limit = Infinity) => dayAt(now).getTime() - Date.parse(since) >= limit * DAY;
          const active = until !== undefined && until > changed ? until : changed;
          const expected = passed(registeredAt, rule.maximumAgeDays) || passed(active, rule.inactiveDays);
          expect(dueForRetirement(rule, [version], serving, dayAt(now)).length).toBe(expected ? 1 : 0);
        },
      ),
    );
  });

  it('says in words why', () => {
    const version = modelVersion(1, { status: 'Rejected', registeredAt: dayAt(0).toISOString() });
    const free = { aliases: [], split: undefined, lock: undefined, rollbackTargets: new Set<number>() };
    const reasons = (rule: { maximumAgeDays?: number; inactiveDays?: number }) =>
      dueForRetirement(rule, [{ ...version, statusChangedAt: dayAt(5).toISOString() }], free, dayAt(30.5)).map(
        ({ reason }) => reason,
      );
    expect(reasons({ maximumAgeDays: 30 })).toEqual([
      "registered 30 days ago; the model's policy keeps a version for 30",
    ]);
    expect(reasons({ inactiveDays: 20 })).toEqual([
      "inactive for 25 days; the model's policy keeps an inactive version for 20",
    ]);
    expect(reasons({ maximumAgeDays: 31, inactiveDays: 26 })).toEqual([]);
    expect(reasons({})).toEqual([]);
  });
});
