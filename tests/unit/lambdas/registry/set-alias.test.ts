import { describe, expect, it } from 'vitest';
import { VERSION_STATUSES } from '../../../../lambdas/domain/registry/records.js';
import { setAlias } from '../../../../lambdas/domain/registry/set-alias.js';
import { AT, modelVersion } from '../../../fixtures/registry-records.js';

const LATER = '2026-01-02T00:00:00.000Z';
const to = (number: number, expectedVersion: number | null, alias = 'challenger') => ({
  alias,
  target: modelVersion(number, { status: 'Validated' }),
  expectedVersion,
  actor: 'ada',
  at: AT,
  reason: 'the best so far',
});
const challenger = setAlias(undefined, to(1, null)).alias;

describe('an alias', () => {
  it('is made where none was expected, and says who did it, and why', () => {
    expect(setAlias(undefined, to(1, null))).toEqual({
      alias: { kind: 'Alias', model: 'bikes', revision: 0, alias: 'challenger', version: 1, since: AT, history: [] },
      change: {
        action: 'AliasMoved',
        actor: 'ada',
        at: AT,
        version: 1,
        evidence: { alias: 'challenger', from: null, to: 1, reason: 'the best so far' },
        puts: [challenger],
      },
    });
  });

  it('moves from what was expected, and keeps what it named before, and until when', () => {
    const { alias, change } = setAlias(challenger, { ...to(2, 1), at: LATER });
    expect(alias).toMatchObject({ version: 2, since: LATER, history: [{ version: 1, since: AT, until: LATER }] });
    expect(change?.evidence).toMatchObject({ from: 1, to: 2 });
  });

  it.each([1, 2, null])('that names the version already stays as it is, when %s was expected', (expected) => {
    expect(setAlias(challenger, { ...to(1, expected), at: LATER })).toEqual({ alias: challenger });
  });

  it.each([
    [challenger, 5, `names version 1 since ${AT}; expected was version 5`],
    [challenger, null, `names version 1 since ${AT}; expected was that it names nothing`],
    [undefined, 5, 'names nothing yet; expected was version 5'],
  ])('that was moved by somebody else stays, and the conflict says where it is', (before, expected, words) => {
    expect(() => setAlias(before, to(2, expected))).toThrow(
      expect.objectContaining({ name: 'Conflict', message: expect.stringContaining(words) }),
    );
  });

  it('takes versions that passed their gates and were not turned down, and no others', () => {
    const takes = VERSION_STATUSES.filter((status) => {
      try {
        return setAlias(undefined, { ...to(1, null), target: modelVersion(1, { status }) }).change !== undefined;
      } catch (error) {
        expect(error).toMatchObject({ name: 'PreconditionFailed', message: expect.stringContaining(`is ${status}: `) });
        return false;
      }
    });
    expect(takes).toEqual(['Validated', 'Approved', 'Deploying', 'Deployed', 'RolledBack']);
  });

  it('champion is not moved by hand, and the refusal says what moves it', () => {
    expect(() => setAlias(undefined, to(1, null, 'champion'))).toThrow(
      expect.objectContaining({
        name: 'PreconditionFailed',
        message: expect.stringMatching(/rollout .* or a rollback/),
      }),
    );
  });
});
