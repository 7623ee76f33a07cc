import { describe, expect, it } from 'vitest';
import { PreconditionFailed } from '../../../../lambdas/domain/errors.js';
import { VERSION_STATUSES } from '../../../../lambdas/domain/registry/records.js';
import { approvalPlatform, SUBMITTER, session, TWO_PEOPLE } from '../../../fixtures/approval-platform.js';
import { findChainBreak } from '../../../fixtures/find-chain-break.js';
import { AT, put } from '../../../fixtures/registry-records.js';

const [BOB, EVE, IVY] = [session('bob'), session('eve'), session('ivy')];

describe('a decision', () => {
  it('short of the quorum is recorded, and the version waits on', async () => {
    const all = await approvalPlatform();
    await all.begin();
    expect(await all.approve(BOB, 'looks good')).toEqual({
      model: 'bikes',
      version: 1,
      status: 'Pending',
      requestedAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-01-01T01:00:00.000Z',
      required: { quorum: 2 },
      decisions: [{ decision: 'approve', actor: BOB, at: '2026-01-01T00:00:00.000Z', reason: 'looks good' }],
      approvalsMissing: 1,
      versionStatus: 'Validated',
    });
    expect(await all.actions()).toEqual(['ApprovalRequested', 'ApprovalRecorded']);
    expect(all.callbacks.answers).toEqual([]);
  });

  it('that reaches the quorum approves the version in one change, and then lets the execution go on', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    expect(await all.approve(EVE)).toMatchObject({
      status: 'Approved',
      versionStatus: 'Approved',
      approvalsMissing: 0,
    });
    const records = (await all.registry.listAuditRecords('bikes', { limit: 100 })).items;
    expect(records.at(-1)).toMatchObject({
      action: 'ModelVersionApproved',
      actor: EVE,
      version: 1,
      evidence: {
        decision: 'approve',
        approval: 'Approved',
        required: { quorum: 2 },
        decisions: [{ actor: BOB }, { actor: EVE }],
      },
      after: [
        { kind: 'RegisteredModel' },
        { kind: 'ModelVersion', status: 'Approved' },
        { kind: 'Approval', status: 'Approved' },
      ],
    });
    expect(findChainBreak(records)).toBeUndefined();
    expect(all.callbacks.answers).toEqual([
      { taskToken: 'token-one', output: { model: 'bikes', version: 1, status: 'Approved' } },
    ]);
  });

  it('of one to reject rejects, whoever approved before', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    expect(await all.reject(EVE, 'the data is old')).toMatchObject({ status: 'Rejected', versionStatus: 'Rejected' });
    expect((await all.registry.readVersion('bikes', 1))?.reasons).toEqual([`rejected by ${EVE}: the data is old`]);
    expect((await all.actions()).at(-1)).toBe('ModelVersionRejected');
    expect(all.callbacks.answers).toMatchObject([{ output: { status: 'Rejected' } }]);
  });

  it('said again by the same person in another role changes nothing', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    const before = await all.actions();
    expect(await all.approve(session('BOB', 'other'), 'again')).toMatchObject({
      status: 'Pending',
      decisions: [{ actor: BOB, reason: 'as agreed' }],
      approvalsMissing: 1,
    });
    expect(await all.actions()).toEqual(before);
  });

  it('said again after the end answers as the first time, and answers the execution that was missed', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.begin();
    const first = await all.approve(BOB);
    await all.setStatus('Deployed');
    const before = await all.actions();
    expect(await all.approve(BOB)).toEqual({ ...first, versionStatus: 'Deployed' });
    expect(await all.actions()).toEqual(before);
    expect(all.callbacks.answers).toHaveLength(2);
  });

  it('can be taken back by its maker, to reject', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    expect(await all.reject(BOB)).toMatchObject({
      status: 'Rejected',
      decisions: [{ decision: 'reject', actor: BOB }],
    });
  });

  it('counts when the execution could not be answered', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.ask('one');
    expect(await all.approve(BOB)).toMatchObject({ versionStatus: 'Approved' });
    expect(all.callbacks.answers).toEqual([]);
  });
});

describe('a version that is older than the champion', () => {
  /** The champion is the version of that number. */
  const besideChampion = async (champion: number, status: 'Validated' | 'RolledBack' = 'Validated') => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.begin();
    const alias = { kind: 'Alias', model: 'bikes', revision: 0, alias: 'champion', since: AT, history: [] } as const;
    await put(all.registry, { ...alias, version: champion });
    await all.setStatus(status);
    return all;
  };

  it('is not approved: no rollout would take it up', async () => {
    const all = await besideChampion(2);
    const before = await all.actions();
    await expect(all.approve(BOB)).rejects.toThrow(
      'Version 1 of model bikes is older than the champion, version 2, and would not be rolled out: there is nothing to ' +
        'approve. Submit it again, and reject this one.',
    );
    expect(await all.actions()).toEqual(before);
    expect(await all.reject(BOB)).toMatchObject({ versionStatus: 'Rejected' });
  });

  it('is not approved again after its rollback either', async () => {
    const all = await besideChampion(2, 'RolledBack');
    await expect(all.approve(BOB)).rejects.toThrow(/nothing to approve\. Submit it again\.$/);
    expect(await all.status()).toBe('RolledBack');
  });
});

describe('two approvers at the same time', () => {
  it('are both counted, and one change approves', async () => {
    const all = await approvalPlatform();
    await all.begin();
    const answers = await Promise.all([all.approve(BOB), all.approve(EVE)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['Approved', 'Pending']);
    expect(await all.status()).toBe('Approved');
    expect(await all.actions()).toEqual(['ApprovalRequested', 'ApprovalRecorded', 'ModelVersionApproved']);
  });

  it('against one who rejects end in one outcome', async () => {
    const all = await approvalPlatform();
    await all.begin();
    const said = await Promise.allSettled([all.approve(BOB), all.reject(IVY), all.approve(EVE)]);
    const outcome = await all.status();
    expect(['Approved', 'Rejected']).toContain(outcome);
    expect((await all.actions()).filter((action) => action.startsWith('ModelVersion'))).toHaveLength(1);
    expect(said.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
});

describe('who may decide', () => {
  const role = { ...TWO_PEOPLE, quorum: 1, role: 'Approver*' };
  it.each([
    [
      'the submitter, as another role',
      TWO_PEOPLE,
      session('Ada', 'admin'),
      /assumed-role\/admin\/Ada is "ada", who submitted version 1 .* as .*user\/team\/ada: expected somebody else/,
    ],
    [
      'the submitter, even where any role will do',
      { ...TWO_PEOPLE, quorum: 1 },
      SUBMITTER,
      /expected somebody else, in whichever role\. Ask another person/,
    ],
    ['the submitter in the required role', role, session('ada', 'ApproverTeam'), /who submitted/],
    [
      'a session of another role',
      role,
      session('bob', 'scientist'),
      /assumed-role\/scientist\/bob came, .* expects a session of the role Approver\*\. Assume that role/,
    ],
    ['a user, where a role is required', role, 'arn:aws:iam::123456789012:user/bob', /user\/bob came, .* Approver\*/],
  ])('not %s', async (_, policy, actor, message) => {
    const all = await approvalPlatform(policy);
    await all.begin();
    const refused = all.approve(actor);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(PreconditionFailed);
    expect(await all.actions()).toEqual(['ApprovalRequested']);
  });

  it('whoever has the required role, by the policy of the time when it was asked for', async () => {
    const all = await approvalPlatform(role);
    await all.begin();
    expect(await all.approve(session('bob', 'ApproverTeam'))).toMatchObject({ versionStatus: 'Approved' });
  });

  it('the submitter may take the version back, in whichever role', async () => {
    const all = await approvalPlatform(role);
    await all.begin();
    expect(await all.reject(SUBMITTER, 'wrong data')).toMatchObject({ versionStatus: 'Rejected' });
  });

  it('whoever started the pipeline that submitted is its submitter', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 }, { registeredBy: session('bob', 'scientist') });
    await all.begin();
    await expect(all.approve(session('bob', 'approver'))).rejects.toThrow(/who submitted/);
    expect(await all.approve(session('ada'))).toMatchObject({ versionStatus: 'Approved' });
  });
});

describe('a version in another status', () => {
  it.each(VERSION_STATUSES.filter((status) => !['Validated', 'RolledBack'].includes(status)))(
    '%s takes no decision',
    async (status) => {
      const all = await approvalPlatform(TWO_PEOPLE, { status });
      await expect(all.approve(BOB)).rejects.toThrow(`Version 1 of model bikes is ${status}: expected Validated`);
      await expect(all.reject(BOB)).rejects.toBeInstanceOf(PreconditionFailed);
    },
  );

  it('Validated, not asked for yet, takes none', async () => {
    const all = await approvalPlatform();
    await expect(all.approve(BOB)).rejects.toThrow(/not asked for yet.* Try again in a minute/);
    await expect(all.read()).rejects.toThrow('There is no approval of version 1 of model bikes');
  });

  it('decided otherwise refuses who said the contrary before', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.approve(BOB);
    await all.reject(EVE);
    await expect(all.approve(BOB)).rejects.toThrow('is Rejected (its approval is Rejected)');
  });
});
