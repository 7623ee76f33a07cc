import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endWaiting } from '../../../lambdas/domain/registry/end-waiting.js';
import type { Approval, ModelVersion } from '../../../lambdas/domain/registry/records.js';
import { VERSION_STATUSES } from '../../../lambdas/domain/registry/records.js';
import { modelVersion } from '../../fixtures/registry-records.js';

const HOUR = 3_600_000;
const EPOCH = Date.UTC(2026, 0, 1);
const at = (milliseconds: number): string => new Date(EPOCH + milliseconds).toISOString();
/** Milliseconds, often on both sides of a day and of an approval's end. */
const moment = fc.oneof(
  fc.constantFrom(24 * HOUR - 1, 24 * HOUR, 24 * HOUR + 1, 48 * HOUR - 1, 48 * HOUR),
  fc.integer({ min: 0, max: 96 * HOUR }),
);
const version: fc.Arbitrary<ModelVersion> = fc
  .constantFrom(...VERSION_STATUSES)
  .map((status) => modelVersion(1, { status, registeredAt: at(0) }));
const approval: fc.Arbitrary<Approval | undefined> = fc.option(
  fc
    .record({
      status: fc.constantFrom('Pending', 'Approved', 'Rejected', 'Expired'),
      expires: fc.option(moment, { nil: undefined }),
    })
    .map(
      ({ status, expires }): Approval => ({
        kind: 'Approval',
        model: 'bikes',
        revision: 1,
        version: 1,
        status,
        requestedAt: at(0),
        ...(expires === undefined ? {} : { expiresAt: at(expires) }),
        decisions: [],
      }),
    ),
  { nil: undefined },
);

describe('a version that waits', () => {
  it('ends when its validation is more than a day old, or its approval overdue, and only then', () => {
    fc.assert(
      fc.property(version, approval, moment, (waiting, asked, now) => {
        const unvalidated = waiting.status === 'PendingValidation' && now > 24 * HOUR;
        const overdue = asked?.status === 'Pending' && asked.expiresAt !== undefined && asked.expiresAt <= at(now);
        const undecided = waiting.status === 'Validated' && overdue;
        const [ended] = endWaiting(waiting, asked, at(now))?.puts ?? [];
        const status = unvalidated ? 'Rejected' : undecided ? 'Expired' : undefined;
        expect(ended?.kind === 'ModelVersion' ? ended.status : undefined).toBe(status);
      }),
    );
  });

  it('ends once, whatever the time after', () => {
    fc.assert(
      fc.property(version, approval, moment, moment, (waiting, asked, now, later) => {
        const puts = endWaiting(waiting, asked, at(now))?.puts ?? [];
        const after = puts.find((record): record is ModelVersion => record.kind === 'ModelVersion');
        const answered = puts.find((record): record is Approval => record.kind === 'Approval');
        if (after !== undefined) expect(endWaiting(after, answered ?? asked, at(now + later))).toBeUndefined();
      }),
    );
  });

  it('says who ended it, why, and what to do', () => {
    const reasons = ['validation did not end; submit it again'];
    expect(endWaiting(modelVersion(1, { registeredAt: at(0) }), undefined, at(25 * HOUR))).toMatchObject({
      action: 'ModelVersionRejected',
      actor: 'policy:housekeeping',
      version: 1,
      submissionId: 's1',
      evidence: { reasons, registeredAt: at(0) },
      puts: [{ status: 'Rejected', reasons, statusChangedAt: at(25 * HOUR) }],
    });
  });
});
