import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';

const caller = useCaller();
const of7 = ['--model', 'churn', '--version', '7'];

describe('mlops rollout start', () => {
  const ROUTE = 'POST /models/churn/versions/7/rollouts';
  const answer = { model: 'churn', version: 7, status: 'Approved', message: 'Its rollout is asked for' };

  it('asks for the rollout of an approved version, with the reason where there is one', async () => {
    caller.platform.on(ROUTE, { status: 202, body: answer });
    const ran = await caller.mlops('rollout', 'start', ...of7, '--reason', 'the quota was raised');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('message  Its rollout is asked for\n');
    expect(JSON.parse((await caller.mlops('rollout', 'start', ...of7, '--json')).out)).toEqual(answer);
    expect(caller.platform.received.map(({ body }) => JSON.parse(String(body)))).toEqual([
      { reason: 'the quota was raised' },
      {},
    ]);
    expect(caller.platform.received.every((request) => caller.isSignedByCaller(request))).toBe(true);
  });

  it('is sent once only: a fault after which it may have been asked for is an error', async () => {
    caller.platform.on(ROUTE, { status: 503 });
    expect((await caller.mlops('rollout', 'start', ...of7)).code).toBe(1);
    expect(caller.platform.received).toHaveLength(1);
  });
});

describe('mlops retire', () => {
  const ROUTE = 'POST /models/churn/versions/7/retirement';
  const retire = (...more: string[]) => caller.mlops('retire', ...of7, '--reason', 'withdrawn data', ...more);

  it('retires with the reason', async () => {
    const answer = { model: 'churn', version: 7, status: 'Retired' };
    caller.platform.on(ROUTE, { body: answer });
    const ran = await retire('--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toEqual(answer);
    expect(JSON.parse(String(caller.platform.received[0]?.body))).toEqual({ reason: 'withdrawn data' });
    expect((await retire()).out).toBe('model    churn\nversion  7\nstatus   Retired\n');
  });

  it('tells what becomes impossible', async () => {
    const message = 'No former champion is Deployed any more';
    caller.platform.on(ROUTE, { body: { model: 'churn', version: 7, status: 'Retired', message } });
    expect((await retire()).out).toContain(`message  ${message}\n`);
  });

  it('ends with 1 and the reason of the API for a version that serves', async () => {
    const message = 'Version 7 of model churn is the champion: it serves';
    caller.platform.on(ROUTE, { status: 409, body: { error: { code: 'PreconditionFailed', message } } });
    expect(await retire()).toMatchObject({ code: 1, err: `error: ${ROUTE}: ${message} (409 PreconditionFailed)\n` });
  });
});
