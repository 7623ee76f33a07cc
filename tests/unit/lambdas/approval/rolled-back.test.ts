import { describe, expect, it } from 'vitest';
import { approvalPlatform, SUBMITTER, session } from '../../../fixtures/approval-platform.js';

const [BOB, EVE, IVY] = [session('bob'), session('eve'), session('ivy')];

/** Version 1 was approved by Bob and Eve, rolled out, and rolled back. */
async function rolledBack() {
  const all = await approvalPlatform();
  await all.begin();
  await all.approve(BOB);
  await all.approve(EVE);
  await all.setStatus('RolledBack');
  return { ...all, since: (await all.actions()).length };
}

describe('a version that was rolled back', () => {
  it('is approved again by a quorum of its own, which the first approvals are no part of', async () => {
    const all = await rolledBack();
    all.clock.advance(86_400);
    expect(await all.approve(BOB, 'the endpoint was at fault')).toMatchObject({
      status: 'Pending',
      requestedAt: '2026-01-02T00:00:00.000Z',
      expiresAt: '2026-01-02T01:00:00.000Z',
      decisions: [{ actor: BOB, reason: 'the endpoint was at fault' }],
      approvalsMissing: 1,
      versionStatus: 'RolledBack',
    });
    expect(await all.approve(BOB)).toMatchObject({ approvalsMissing: 1, versionStatus: 'RolledBack' });
    expect(await all.approve(IVY)).toMatchObject({ status: 'Approved', versionStatus: 'Approved' });
    expect((await all.registry.readVersion('bikes', 1))?.reasons).toEqual([]);
    expect((await all.actions()).slice(all.since)).toEqual(['ApprovalRecorded', 'ModelVersionApproved']);
  });

  it('can not be approved again by who submitted it', async () => {
    const all = await rolledBack();
    await expect(all.approve(SUBMITTER)).rejects.toThrow(/who submitted/);
    expect((await all.actions()).slice(all.since)).toEqual([]);
  });

  it('needs one person where the policy approves by itself, who is not the submitter', async () => {
    const all = await approvalPlatform('automatic');
    await all.begin();
    await all.setStatus('RolledBack');
    await expect(all.approve(session('ADA'))).rejects.toThrow(/who submitted/);
    expect(await all.approve(BOB)).toMatchObject({ status: 'Approved', versionStatus: 'Approved' });
  });

  it('stays so when somebody rejects the new approval, which can be opened again', async () => {
    const all = await rolledBack();
    await expect(all.reject(IVY)).rejects.toThrow(/no approval of it waits: there is nothing to reject/);
    await all.approve(BOB);
    expect(await all.reject(IVY)).toMatchObject({ status: 'Rejected', versionStatus: 'RolledBack' });
    expect(await all.reject(IVY)).toMatchObject({ status: 'Rejected', versionStatus: 'RolledBack' });
    expect((await all.actions()).slice(all.since)).toEqual(['ApprovalRecorded', 'ApprovalRecorded']);
    expect(await all.approve(EVE)).toMatchObject({ status: 'Pending', decisions: [{ actor: EVE }] });
  });

  it('waits no longer than the policy allows: the next approval opens another', async () => {
    const all = await rolledBack();
    await all.approve(BOB);
    all.clock.advance(3_600);
    await expect(all.reject(IVY)).rejects.toThrow(/expired at .* Approve it anew/);
    expect(await all.approve(EVE)).toMatchObject({
      status: 'Pending',
      decisions: [{ actor: EVE }],
      approvalsMissing: 1,
    });
    expect(await all.status()).toBe('RolledBack');
  });

  it('answers no execution: none waits', async () => {
    const all = await rolledBack();
    const before = all.callbacks.answers.length;
    await all.approve(BOB);
    await all.approve(IVY);
    expect(all.callbacks.answers).toHaveLength(before);
  });

  it('is not touched by what the first execution does late', async () => {
    const all = await rolledBack();
    await all.approve(IVY);
    expect(await all.expire()).toEqual({ expired: false });
    expect(await all.ask('one')).toMatchObject({ action: 'end' });
    expect(await all.read()).toMatchObject({ status: 'Pending', decisions: [{ actor: IVY }] });
  });
});
