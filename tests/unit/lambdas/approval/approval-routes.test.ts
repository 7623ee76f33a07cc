import { describe, expect, it } from 'vitest';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { controlPlatform } from '../../../fixtures/control-platform.js';
import { modelVersion, put } from '../../../fixtures/registry-records.js';

const PATH = { model: 'bikes', version: '1' };

describe('the routes of an approval', () => {
  it('take a decision of the authenticated caller, and answer with how it stands', async () => {
    const { call, registry } = controlPlatform();
    const registeredBy = 'arn:aws:iam::123456789012:user/grace';
    await put(registry, modelVersion(1, { status: 'RolledBack', registeredBy }));
    expect((await call(controlRoutes.readApproval, PATH)).status).toBe(404);
    const { status, body } = await call(controlRoutes.decideApproval, PATH, { decision: 'approve', reason: ' again ' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      versionStatus: 'Approved',
      decisions: [{ actor: 'arn:aws:sts::123456789012:assumed-role/scientist/ada', reason: 'again' }],
    });
    const { versionStatus: _status, ...stands } = body;
    expect(await call(controlRoutes.readApproval, PATH)).toEqual({ status: 200, body: stands });
  });

  it.each([
    ['no reason', { decision: 'approve' }, /reason/],
    ['a blank reason', { decision: 'approve', reason: ' ' }, /reason/],
    ['a long reason', { decision: 'approve', reason: 'x'.repeat(1_001) }, /reason/],
    ['another decision', { decision: 'maybe', reason: 'r' }, /decision/],
    ['another actor', { decision: 'approve', reason: 'r', actor: 'arn:aws:iam::1:user/eve' }, /actor/],
  ])('refuse %s, and change nothing', async (_, body, message) => {
    const { call, registry } = controlPlatform();
    await put(registry, modelVersion(1, { status: 'RolledBack' }));
    const answer = await call(controlRoutes.decideApproval, PATH, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidInput' } } });
    expect(answer.body.error.message).toMatch(message);
    expect(await registry.readApproval('bikes', 1)).toBeUndefined();
  });

  it('know no version that is not there', async () => {
    const { call } = controlPlatform();
    for (const [route, body] of [
      [controlRoutes.readApproval],
      [controlRoutes.decideApproval, { decision: 'reject', reason: 'r' }],
    ] as const) {
      expect(await call(route, PATH, body)).toMatchObject({ status: 404 });
    }
  });
});
