import { afterEach, describe, expect, it, vi } from 'vitest';
import { decideVersion } from '../../../../lambdas/application/control/approvals.js';
import { retireVersionByPerson } from '../../../../lambdas/application/control/retirements.js';
import { DependencyUnavailable } from '../../../../lambdas/domain/errors.js';
import type { Approval } from '../../../../lambdas/domain/registry/records.js';
import { logUnanswered } from '../../../../lambdas/handle-control-request/log-unanswered.js';
import { approvalPlatform, session, TWO_PEOPLE } from '../../../fixtures/approval-platform.js';

const BOB = session('bob');
const away = new DependencyUnavailable('Could not answer the execution with token-one', { cause: new TypeError('x') });

/** One approver suffices; Step Functions takes no answer until it is back. */
async function unanswering() {
  const all = await approvalPlatform({ ...TWO_PEOPLE, quorum: 1 });
  await all.begin();
  const told: [Approval, unknown][] = [];
  const callbacks = { succeed: () => Promise.reject(away) };
  const ports = { ...all, callbacks, onUnanswered: (...unanswered: [Approval, unknown]) => void told.push(unanswered) };
  const decide = (decision: 'approve' | 'reject') =>
    decideVersion(ports, BOB, 'bikes', 1, { decision, reason: 'as agreed' });
  const retire = () => retireVersionByPerson(ports, BOB, { model: 'bikes', version: 1 }, { reason: 'replaced' });
  return { all, told, decide, retire };
}

describe('a decision that counts, and whose execution can not be answered', () => {
  it.each([
    ['approve', 'Approved'],
    ['reject', 'Rejected'],
  ] as const)('is answered to who decided (%s), and told of', async (decision, status) => {
    const { all, told, decide } = await unanswering();
    expect(await decide(decision)).toMatchObject({ status, versionStatus: status });
    expect(await all.status()).toBe(status);
    expect(told).toEqual([[expect.objectContaining({ model: 'bikes', version: 1, status }), away]]);
  });

  it('answers the execution when it is said again', async () => {
    const { all, decide } = await unanswering();
    const first = await decide('approve');
    expect(await all.approve(BOB)).toEqual(first);
    expect(all.callbacks.answers).toMatchObject([{ taskToken: 'token-one', output: { status: 'Approved' } }]);
  });

  it('that came too late is refused in the same words', async () => {
    const { all, told, decide } = await unanswering();
    all.clock.advance(3_600);
    await expect(decide('approve')).rejects.toThrow('expired at 2026-01-01T01:00:00.000Z');
    expect(await all.status()).toBe('Expired');
    expect(told).toMatchObject([[{ status: 'Expired' }, away]]);
  });
});

describe('the retirement of a version that waits for approval', () => {
  const subject = { model: 'bikes', version: 1 };

  it('lets its execution go on, also when it is said again', async () => {
    const { all } = await unanswering();
    const retire = () => retireVersionByPerson(all, BOB, subject, { reason: 'replaced' });
    const answered = { taskToken: 'token-one', output: { ...subject, status: 'Expired' } };
    expect(await retire()).toMatchObject({ status: 'Retired' });
    expect(all.callbacks.answers).toEqual([answered]);
    await retire();
    expect(all.callbacks.answers.at(-1)).toEqual(answered);
    expect(await all.actions()).toEqual(['ApprovalRequested', 'ModelVersionRetired']);
  });

  it('counts when the execution can not be answered, and is told of', async () => {
    const { all, told, retire } = await unanswering();
    expect(await retire()).toMatchObject({ status: 'Retired' });
    expect(await all.status()).toBe('Retired');
    expect(told).toEqual([[expect.objectContaining({ ...subject, status: 'Expired' }), away]]);
  });

  it('answers nobody where no approval was asked for', async () => {
    const all = await approvalPlatform(TWO_PEOPLE);
    await retireVersionByPerson(all, BOB, subject, { reason: 'replaced' });
    expect(all.callbacks.answers).toEqual([]);
  });
});

describe('the log line of an execution that goes on waiting', () => {
  afterEach(() => vi.restoreAllMocks());

  it('names version and error, and quotes neither token nor message', async () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const { told, decide } = await unanswering();
    await decide('approve');
    for (const unanswered of told) logUnanswered(...unanswered);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'approval.answer.failed',
      model: 'bikes',
      version: 1,
      requestId: 'run-one',
      error: 'DependencyUnavailable',
      cause: 'TypeError',
    });
    expect(lines.join()).not.toContain('token-one');
  });
});
