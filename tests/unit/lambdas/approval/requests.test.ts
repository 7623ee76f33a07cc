import { describe, expect, it } from 'vitest';
import { decideApproval } from '../../../../lambdas/application/approval/decide-approval.js';
import { objectKeys } from '../../../../lib/contracts/index.js';
import { approvalPlatform, SUBMITTER, session, TWO_PEOPLE } from '../../../fixtures/approval-platform.js';

const GATES = [
  { gate: 'quality', passed: true, verdict: 'passed', reason: 'within bounds', numbers: { mae: 1.25, rows: 40 } },
] as const;
const BOB = session('bob');

describe('the policy', () => {
  it('that leaves it to people opens an approval, and has its execution wait until that expires', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, role: 'approver' });
    expect(await all.ask('one')).toMatchObject({
      action: 'wait',
      approved: false,
      requestId: 'run-one',
      expirySeconds: 3_600,
    });
    expect(await all.registry.readApproval('bikes', 1)).toMatchObject({
      status: 'Pending',
      requestId: 'run-one',
      required: { quorum: 2, role: 'approver' },
      expiresAt: '2026-01-01T01:00:00.000Z',
      decisions: [],
    });
    expect(await all.actions()).toEqual(['ApprovalRequested']);
  });

  it('answers the same execution again with what is left of the time, a second at least', async () => {
    const all = await approvalPlatform();
    await all.ask('one');
    all.clock.advance(3_598.5);
    expect(await all.ask('one')).toMatchObject({ action: 'wait', expirySeconds: 2 });
    all.clock.advance(60);
    expect(await all.ask('one')).toMatchObject({ action: 'wait', expirySeconds: 1 });
    expect(await all.actions()).toEqual(['ApprovalRequested']);
  });

  it('lets another execution of the same event end, while people decide and after', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.begin('one');
    expect(await all.ask('two')).toMatchObject({ action: 'end', reason: 'another execution asked for its approval' });
    await all.approve(BOB);
    expect(await all.ask('three')).toMatchObject({ action: 'end', reason: 'version 1 is Approved, not Validated' });
    expect(await all.ask('one')).toMatchObject({ action: 'end' });
    expect(all.sent).toHaveLength(1);
  });

  it('that approves by itself does so for an event without an execution too; people are not asked without one', async () => {
    const automatic = await approvalPlatform('automatic');
    const subject = { model: 'bikes', version: 1 };
    expect(await decideApproval(automatic, subject)).toMatchObject({ action: 'end', approved: true });
    const human = await approvalPlatform();
    await expect(decideApproval(human, subject)).rejects.toThrow('start one of the approval state machine');
    expect(await human.actions()).toEqual([]);
  });
});

describe('the request', () => {
  it('tells people what waits, on what evidence, who submitted it, until when, and how to answer', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, role: 'approver' }, { gates: GATES });
    await all.begin();
    expect(all.sent).toEqual([{ subject: 'Approval wanted: model bikes, version 1', text: expect.any(String) }]);
    expect(all.sent[0]?.text.split('\n')).toEqual([
      'Version 1 of model bikes passed its gates and waits for an approval.',
      `Submitted by ${SUBMITTER} at 2026-01-01T00:00:00.000Z.`,
      'Until 2026-01-01T01:00:00.000Z; then it expires.',
      '2 different people, in a session of the role approver may release it; nobody who submitted it, in whichever role. One rejection rejects it.',
      '',
      'Gates:',
      '- quality: passed; within bounds (mae 1.25, rows 40)',
      '',
      'Look: mlops show --model bikes --version 1',
      'Decide:',
      '  mlops approve --model bikes --version 1 --reason "..."',
      '  mlops reject --model bikes --version 1 --reason "..."',
      '',
    ]);
  });

  it('keeps the newest token of its execution in the artifact store, and nowhere else', async () => {
    const all = await approvalPlatform();
    await all.begin();
    await all.wait('one');
    const stored = await all.artifacts.readText(objectKeys.approvalToken('bikes', 1));
    expect(JSON.parse(stored)).toEqual({ requestId: 'run-one', taskToken: 'token-one' });
    const audit = await all.registry.listAuditRecords('bikes', { limit: 100 });
    const shown = [
      await all.read(),
      await all.approve(BOB),
      await all.registry.readApproval('bikes', 1),
      audit,
      all.sent,
    ];
    expect(JSON.stringify(shown)).not.toContain('token-one');
  });

  it('works where nobody is told', async () => {
    const all = await approvalPlatform();
    await all.ask('one');
    const { requestApproval } = await import('../../../../lambdas/application/approval/request-approval.js');
    const input = { model: 'bikes', version: 1, requestId: 'run-one', taskToken: 't' };
    expect(await requestApproval({ ...all, notifier: undefined }, input)).toEqual({ told: false });
  });

  it('that comes after the decision says so, for its execution to end', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.ask('one');
    await all.approve(BOB);
    await expect(all.wait('one')).rejects.toMatchObject({
      name: 'ApprovalDecided',
      message: expect.stringContaining('it is Approved'),
    });
    expect(all.sent).toEqual([]);
  });

  it('that a decision overtakes while it keeps the token says so too', async () => {
    const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
    await all.ask('one');
    const { artifacts } = all;
    const write = artifacts.write.bind(artifacts);
    artifacts.write = async (...given) => {
      await all.approve(BOB);
      return write(...given);
    };
    await expect(all.wait('one')).rejects.toMatchObject({ name: 'ApprovalDecided' });
    expect(all.callbacks.answers).toEqual([]);
  });

  it("of another execution leaves the first one's token", async () => {
    const all = await approvalPlatform();
    await all.begin('one');
    await expect(all.wait('two')).rejects.toMatchObject({ name: 'ApprovalDecided' });
    await all.reject(BOB);
    expect(all.callbacks.answers).toMatchObject([{ taskToken: 'token-one' }]);
  });
});
