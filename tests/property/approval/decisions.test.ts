import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalPlatform, session } from '../../fixtures/approval-platform.js';
import { findChainBreak } from '../../fixtures/find-chain-break.js';

/** Ada submitted; each name comes in one of two roles. */
const event = fc.oneof(
  fc.record({
    kind: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
    who: fc.constantFrom('ada', 'Bob', 'bob', 'eve', 'ivy', 'joe'),
    role: fc.constantFrom('approver', 'scientist'),
  }),
  fc.record({ kind: fc.constantFrom('expire', 'ask again'), who: fc.constant(''), role: fc.constant('') }),
);

/** What has to come out: approvals of different people who did not submit, before any rejection and the expiry. */
function expected(events: readonly { kind: string; who: string }[], quorum: number): string {
  const people = new Set<string>();
  for (const { kind, who } of events) {
    if (kind === 'reject') return 'Rejected';
    if (kind === 'expire') return 'Expired';
    if (kind === 'approve' && who !== 'ada') people.add(who.toLowerCase());
    if (people.size >= quorum) return 'Approved';
  }
  return 'Validated';
}

describe('decisions by anybody, in any order, any number of times', () => {
  it('approve when a quorum of others than the submitter approved before any rejection and the expiry, and only then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), async (events, quorum) => {
        const all = await approvalPlatform({ quorum, expirySeconds: 60 });
        await all.begin();
        for (const { kind, who, role } of events) {
          const actor = session(who, role);
          if (kind === 'expire') await all.expire();
          else if (kind === 'ask again') await all.begin('again');
          else await (kind === 'approve' ? all.approve(actor) : all.reject(actor)).catch(() => {});
        }
        const status = await all.status();
        expect(status).toBe(expected(events, quorum));
        const { items } = await all.registry.listAuditRecords('bikes', { limit: 100 });
        expect(findChainBreak(items)).toBeUndefined();
        const ends = items.filter(({ action }) => /^ModelVersion(Approved|Rejected|Expired)$/.test(action));
        expect(ends.map(({ action }) => action)).toEqual(status === 'Validated' ? [] : [`ModelVersion${status}`]);
        const approval = await all.registry.readApproval('bikes', 1);
        expect(approval?.status).toBe(status === 'Validated' ? 'Pending' : status);
      }),
      { numRuns: 200 },
    );
  });

  it('at the same time end as in some order: one outcome, and the version approved by its quorum only', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 6 }), async (events) => {
        const all = await approvalPlatform({ quorum: 2, expirySeconds: 60 });
        await all.begin();
        await Promise.allSettled(
          events.map(({ kind, who, role }) => {
            if (kind === 'expire') return all.expire();
            if (kind === 'ask again') return all.begin('again');
            return kind === 'approve' ? all.approve(session(who, role)) : all.reject(session(who, role));
          }),
        );
        const approval = await all.registry.readApproval('bikes', 1);
        const status = await all.status();
        expect(approval?.status).toBe(status === 'Validated' ? 'Pending' : status);
        const people = new Set(
          approval?.decisions
            .filter(({ decision }) => decision === 'approve')
            .map(({ actor }) => actor.toLowerCase().split('/').at(-1)),
        );
        expect(people.has('ada')).toBe(false);
        expect(people.size >= 2).toBe(status === 'Approved');
        const { items } = await all.registry.listAuditRecords('bikes', { limit: 100 });
        expect(
          items.filter(({ action }) => /^ModelVersion(Approved|Rejected|Expired)$/.test(action)).length,
        ).toBeLessThan(2);
      }),
      { numRuns: 30 },
    );
  });
});
