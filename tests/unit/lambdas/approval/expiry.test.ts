import { describe, expect, it } from 'vitest';
import { approvalPlatform, session, TWO_PEOPLE } from '../../../fixtures/approval-platform.js';

const [BOB, EVE] = [session('bob'), session('eve')];

describe('an approval that nobody decided in time', () => {
  it('ends with its version Expired, once', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    all.clock.advance(3_600);
    expect(await all.expire()).toEqual({ expired: true });
    expect(await all.expire()).toEqual({ expired: false });
    expect([await all.status(), (await all.read()).status]).toEqual(['Expired', 'Expired']);
    expect(await all.actions()).toEqual(['ApprovalRequested', 'ApprovalRecorded', 'ModelVersionExpired']);
    await expect(all.approve(EVE)).rejects.toThrow('Version 1 of model bikes is Expired');
  });

  it('refuses who comes too late, and expires the version before its execution does', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    all.clock.advance(3_600);
    expect((await all.read()).status).toBe('Expired');
    await expect(all.approve(EVE)).rejects.toThrow(
      'expired at 2026-01-01T01:00:00.000Z, and it is 2026-01-01T01:00:00.000Z: expected a decision before. Submit the version again.',
    );
    expect([await all.status(), (await all.read()).status]).toEqual(['Expired', 'Expired']);
    expect(all.callbacks.answers).toEqual([
      { taskToken: 'token-one', output: { model: 'bikes', version: 1, status: 'Expired' } },
    ]);
    expect(await all.expire()).toEqual({ expired: false });
    expect((await all.actions()).filter((action) => action === 'ModelVersionExpired')).toHaveLength(1);
  });

  it('takes the last decision a moment before', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.begin();
    all.clock.advance(3_599.999);
    expect(await all.approve(BOB)).toMatchObject({ versionStatus: 'Approved' });
  });
});

describe('an expiry that comes after the decision', () => {
  it('changes nothing, as when the decision could not answer the execution', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    const crashing = { succeed: () => Promise.reject(new Error('Step Functions is away')) };
    await all.begin();
    Object.assign(all.callbacks, crashing);
    expect(await all.approve(BOB)).toMatchObject({ status: 'Approved', versionStatus: 'Approved' });
    all.clock.advance(7_200);
    expect(await all.expire()).toEqual({ expired: false });
    expect(await all.status()).toBe('Approved');
    expect(await all.actions()).toEqual(['ApprovalRequested', 'ModelVersionApproved']);
  });

  it('and races with it, leaves one of the two', async () => {
    for (const order of [0, 1]) {
      const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
      await all.begin();
      const racers = [() => all.approve(BOB), () => all.expire()];
      await Promise.allSettled((order === 0 ? racers : racers.reverse()).map((race) => race()));
      const [asked, outcome, ...more] = await all.actions();
      expect([asked, more]).toEqual(['ApprovalRequested', []]);
      expect(outcome).toBe(`ModelVersion${await all.status()}`);
    }
  });

  it("is another execution's, changes nothing", async () => {
    const all = await approvalPlatform();
    await all.begin('one');
    expect(await all.expire('two')).toEqual({ expired: false });
    expect(await all.status()).toBe('Validated');
  });
});
