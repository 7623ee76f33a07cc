import { describe, expect, it } from 'vitest';
import { PreconditionFailed } from '../../../../lambdas/domain/errors.js';
import { TRANSITIONS, transition } from '../../../../lambdas/domain/registry/life-cycle.js';
import { VERSION_STATUSES } from '../../../../lambdas/domain/registry/records.js';
import { versionIn } from '../../../fixtures/registry-records.js';

const LEGAL = [
  'PendingValidation>Validated',
  'PendingValidation>Rejected',
  'Validated>Approved',
  'Validated>Rejected',
  'Validated>Expired',
  'Validated>Retired',
  'Approved>Deploying',
  'Approved>Retired',
  'Deploying>Deployed',
  'Deploying>RolledBack',
  'Deploying>Approved',
  'Deployed>RolledBack',
  'Deployed>Retired',
  'RolledBack>Approved',
  'RolledBack>Retired',
  'Rejected>Retired',
  'Expired>Retired',
];
const AT = '2026-02-02T00:00:00.000Z';

describe('the life cycle of a version', () => {
  it.each(VERSION_STATUSES.flatMap((from) => VERSION_STATUSES.map((to) => [from, to] as const)))(
    '%s to %s is as the design says',
    (from, to) => {
      const step = () => transition(versionIn(from), to, AT);
      if (LEGAL.includes(`${from}>${to}`)) expect(step()).toMatchObject({ status: to, statusChangedAt: AT });
      else expect(step).toThrow(PreconditionFailed);
    },
  );

  it('says of an illegal step where the version is, where it should go, and what is allowed', () => {
    expect(() => transition(versionIn('Approved', 7), 'Deployed', AT)).toThrow(
      "Version 7 of model bikes is Approved and can't become Deployed; allowed: Deploying, Retired",
    );
    expect(TRANSITIONS.Retired).toEqual([]);
  });

  it('changes nothing but status, time and what is given', () => {
    const before = versionIn('Validated');
    expect(transition(before, 'Approved', AT, { reasons: ['x'] })).toEqual({
      ...before,
      status: 'Approved',
      statusChangedAt: AT,
      reasons: ['x'],
    });
  });
});
