import { describe, expect, it } from 'vitest';
import type { RolloutLock } from '../../../../lambdas/domain/registry/records.js';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { ADA, controlPlatform } from '../../../fixtures/control-platform.js';
import { AT, put } from '../../../fixtures/registry-records.js';
import { releasedPlatform } from '../../../fixtures/released-platform.js';

type WritingRoute = {
  [Name in keyof typeof controlRoutes]: (typeof controlRoutes)[Name] extends `GET ${string}` ? never : Name;
}[keyof typeof controlRoutes];

const EVE = 'arn:aws:sts::123456789012:assumed-role/admin/eve';
const of = (version: number) => ({ model: 'bikes', version: String(version) });
const window = { start: '2025-12-31T22:00:00Z', end: '2025-12-31T23:00:00Z' };

/** A request of every writing route that succeeds on the platform below: path parameters and body. */
const REQUESTS: Readonly<Record<WritingRoute, readonly [object, object]>> = {
  openSubmission: [{ model: 'bikes' }, { files: [{ path: 'model.tar.gz', sha256: 'a'.repeat(64), size: 10 }] }],
  decideApproval: [of(4), { decision: 'approve', reason: 'card read' }],
  requestRollout: [of(3), { reason: 'again' }],
  retireVersion: [of(3), { reason: 'withdrawn data' }],
  moveAlias: [
    { model: 'bikes', alias: 'challenger' },
    { version: 3, expectedVersion: null },
  ],
  rollBack: [{ model: 'bikes' }, { version: 2, reason: 'complaints' }],
  startRetraining: [{ model: 'bikes' }, { reason: 'new data' }],
  startMonitorRun: [{ model: 'bikes' }, { window }],
};
const names = Object.keys(REQUESTS) as WritingRoute[];

describe('a writing route of the control API', () => {
  it('is one of those that are tested here', () => {
    const writing = Object.entries(controlRoutes).filter(([, route]) => !route.startsWith('GET '));
    expect(writing.map(([name]) => name).sort()).toEqual([...names].sort());
  });

  it.each(names)('%s refuses a body that names an actor, and changes nothing', async (name) => {
    const { call, audits, runs } = await releasedPlatform();
    const [path, body] = REQUESTS[name];
    for (const claim of ['actor', 'by', 'user', 'openedBy', 'startedBy', 'decidedBy', 'registeredBy']) {
      const answer = await call(controlRoutes[name], path, { ...body, [claim]: EVE });
      expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidInput']);
      expect(answer.body.error.message).toContain(`the unknown key "${claim}"`);
    }
    expect([(await audits()).length, runs().length]).toEqual([1, 0]);
  });

  it.each(names)('%s refuses a query that names an actor, and changes nothing', async (name) => {
    const { call, audits, runs } = await releasedPlatform();
    const [path, body] = REQUESTS[name];
    const answer = await call(controlRoutes[name], path, body, { queryStringParameters: { actor: EVE } });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'InvalidInput']);
    expect([(await audits()).length, runs().length]).toEqual([1, 0]);
  });

  it.each(names)('%s acts in the name of the caller, whoever the headers name', async (name) => {
    const { call, audits, runs } = await releasedPlatform();
    const [path, body] = REQUESTS[name];
    const headers = { actor: EVE, user: EVE, 'x-actor': EVE, 'x-amzn-user': EVE, 'x-forwarded-user': EVE };
    const answer = await call(controlRoutes[name], path, body, { headers });
    expect(answer.status).toBeLessThan(300);
    const [written, started] = [(await audits()).slice(1), runs()];
    expect(written.length + started.length).toBeGreaterThan(0);
    expect(JSON.stringify([written, started, answer.body])).not.toContain(EVE);
    for (const record of written) expect(record.actor).toBe(ADA);
    for (const { input } of started) expect(input).toMatchObject({ startedBy: ADA });
  });
});

describe('GET model', () => {
  it.each<[string, Partial<RolloutLock>]>([
    ['candidate', {}],
    ['champion', { restore: { endpointKept: true } }],
  ])('tells the rollout in progress, of the %s', async (slot, more) => {
    const { call, registry } = controlPlatform();
    await put(registry, {
      ...more,
      kind: 'RolloutLock',
      model: 'bikes',
      revision: 0,
      state: 'held',
      rolloutId: 'r',
      version: 2,
      endpointName: 'two',
      fencingToken: 1,
      acquiredAt: AT,
      leaseUntil: AT,
      baking: false,
    });
    const { body } = await call(controlRoutes.readModel, { model: 'bikes' });
    expect(body.rollout).toEqual({ version: 2, slot, since: AT, baking: false });
  });
});
