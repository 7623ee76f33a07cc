import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';
import { runCommand } from './run-command.js';

const caller = useCaller();
const ROUTE = 'POST /models/churn/versions/7/approval';
const GRACE = 'arn:aws:sts::1:assumed-role/approver/grace';
const pending = {
  model: 'churn',
  version: 7,
  status: 'Pending',
  versionStatus: 'Validated',
  requestedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-08T00:00:00.000Z',
  required: { role: 'approver', quorum: 2 },
  decisions: [{ decision: 'approve', actor: GRACE, at: '2026-01-02T00:00:00.000Z', reason: 'card read' }],
  approvalsMissing: 1,
};
const approve = (...more: string[]) =>
  caller.mlops('approve', '--model', 'churn', '--version', '7', '--reason', 'card read', ...more);

describe('mlops approve and reject', () => {
  it('send the decision with its reason, signed by the caller, and show who decided and how many are missing', async () => {
    caller.platform.on(ROUTE, { body: pending });
    const ran = await approve();
    expect(ran).toMatchObject({ code: 0, err: '' });
    const [request] = caller.platform.requests(ROUTE);
    expect(JSON.parse(String(request?.body))).toEqual({ decision: 'approve', reason: 'card read' });
    expect(caller.isSignedByCaller(request)).toBe(true);
    expect(ran.out).toBe(
      [
        'model       churn',
        'version     7',
        'approval    Pending',
        'version is  Validated',
        'asked for   2026-01-01T00:00:00.000Z',
        'expires     2026-01-08T00:00:00.000Z',
        'asks for    2 people of the role approver, none of whom submitted it',
        'missing     1 person',
        '',
        `DECISION  ${'BY'.padEnd(GRACE.length)}  ${'AT'.padEnd(24)}  REASON`,
        `approve   ${GRACE}  2026-01-02T00:00:00.000Z  card read`,
        '',
      ].join('\n'),
    );
  });

  it('print the whole answer with --json, also of a rejection, which is no failure of the command', async () => {
    const rejected = { ...pending, status: 'Rejected', versionStatus: 'Rejected', approvalsMissing: 0 };
    caller.platform.on(ROUTE, { body: rejected });
    const ran = await caller.mlops('reject', '--model', 'churn', '--version', '7', '--reason', 'bias', '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toEqual(rejected);
    expect(JSON.parse(String(caller.platform.received[0]?.body))).toEqual({ decision: 'reject', reason: 'bias' });
  });

  it('end with 1 and the message of the API when the decision is refused', async () => {
    const message = 'grace submitted version 7: somebody else has to decide';
    caller.platform.on(ROUTE, { status: 409, body: { error: { code: 'PreconditionFailed', message } } });
    expect(await approve()).toEqual({
      code: 1,
      out: '',
      err: `error: ${ROUTE}: ${message} (409 PreconditionFailed)\n`,
    });
    expect(caller.platform.received).toHaveLength(1);
  });

  it('send a decision again after a fault, since it counts once', async () => {
    caller.platform.on(ROUTE, (_, times) => (times === 1 ? { status: 503 } : { body: pending }));
    expect((await approve()).code).toBe(0);
    expect(caller.platform.received).toHaveLength(2);
  });

  it.each([
    ['blank', ['--reason', ' '], 'expected 1 to 1,000 characters, found none'],
    ['too long', ['--reason', 'x'.repeat(1_001)], 'expected 1 to 1,000 characters, found 1001'],
    ['not there', [], "required option '--reason <text>' not specified"],
  ])('refuse a reason that is %s before anything is sent', async (_, reason, message) => {
    const ran = await runCommand(['approve', '--model', 'churn', '--version', '7', ...reason]);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(message);
  });

  it('have colour on a terminal only, and never under NO_COLOR', async () => {
    caller.platform.on(ROUTE, { body: { ...pending, status: 'Approved', versionStatus: 'Approved' } });
    const args = ['approve', '--model', 'churn', '--version', '7', '--reason', 'r'];
    const url = ['--control-url', caller.platform.url];
    const plain = (await runCommand([...url, ...args])).out;
    expect(plain).not.toContain('\u001b');
    expect((await runCommand([...url, ...args], { outIsTerminal: true })).out).toContain('\u001b[32mApproved');
    const noColour = { outIsTerminal: true, env: { NO_COLOR: '1' } };
    expect((await runCommand([...url, ...args], noColour)).out).toBe(plain);
  });
});
