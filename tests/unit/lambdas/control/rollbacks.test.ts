import { describe, expect, it } from 'vitest';
import { controlRoutes } from '../../../../lib/contracts/index.js';
import { ADA, controlPlatform } from '../../../fixtures/control-platform.js';
import { AT, modelVersion, put } from '../../../fixtures/registry-records.js';

/** Version 2 is the champion, version 1 was before it, version 3 is Approved. */
async function platform() {
  const { call, registry } = controlPlatform();
  const variant = { slot: 'champion', version: 2, endpointName: 'e2', weight: 100 } as const;
  const term = { version: 1, since: AT, until: AT };
  await put(
    registry,
    modelVersion(1, { status: 'Deployed', endpointName: 'e1' }),
    modelVersion(2, { status: 'Deployed', endpointName: 'e2' }),
    modelVersion(3, { status: 'Approved' }),
    { kind: 'Alias', model: 'bikes', revision: 0, alias: 'champion', version: 2, since: AT, history: [term] },
    { kind: 'TrafficSplit', model: 'bikes', revision: 0, variants: [variant], changedAt: AT },
  );
  const rollBack = (body: unknown) => call(controlRoutes.rollBack, { model: 'bikes' }, body);
  const rollOut = (version: number, body?: unknown) =>
    call(controlRoutes.requestRollout, { model: 'bikes', version: String(version) }, body);
  const audits = async () => (await registry.listAuditRecords('bikes', { limit: 100 })).items;
  return { call, rollBack, rollOut, audits };
}

describe('POST rollbacks', () => {
  it('takes the champion back in the name of the caller', async () => {
    const { rollBack, audits } = await platform();
    expect(await rollBack({ version: 2, reason: 'wrong prices' })).toMatchObject({
      status: 202,
      body: { action: 'champion', version: 2, to: 1 },
    });
    expect((await audits()).at(-1)).toMatchObject({ action: 'ChampionRolledBack', actor: ADA, version: 1 });
  });

  it.each<[string, unknown, string]>([
    ['without a reason', { version: 2 }, 'reason'],
    ['with an empty reason', { version: 2, reason: '' }, 'reason'],
    ['with a reason too long', { version: 2, reason: 'x'.repeat(1_001) }, 'reason'],
    ['without a version', { reason: 'r' }, 'version'],
    ['with a version that is none', { version: '2', reason: 'r' }, 'version'],
    ['to version 0', { version: 2, to: 0, reason: 'r' }, 'to'],
    ['in the name of somebody else', { version: 2, reason: 'r', actor: 'eve' }, 'actor'],
  ])('is refused %s, and changes nothing', async (_name, body, problem) => {
    const { rollBack, audits } = await platform();
    const { length } = await audits();
    const { status, body: answer } = await rollBack(body);
    expect(status).toBe(400);
    expect(JSON.stringify(answer)).toContain(problem);
    expect(await audits()).toHaveLength(length);
  });

  it('is refused for what neither serves nor is being rolled out, and for what is not there', async () => {
    const { rollBack, call } = await platform();
    expect(await rollBack({ version: 3, reason: 'r' })).toMatchObject({ status: 409 });
    expect(await rollBack({ version: 9, reason: 'r' })).toMatchObject({ status: 404 });
    const other = await call(controlRoutes.rollBack, { model: 'dogs' }, { version: 2, reason: 'r' });
    expect(other).toMatchObject({ status: 404 });
  });
});

describe('POST rollouts', () => {
  it('asks for the rollout in the name of the caller, with or without a reason', async () => {
    const { rollOut, audits } = await platform();
    const answer = {
      status: 202,
      body: { model: 'bikes', version: 3, status: 'Approved', message: 'The rollout of version 3 is asked for.' },
    };
    expect(await rollOut(3)).toEqual(answer);
    expect((await audits()).at(-1)).toMatchObject({ action: 'RolloutRequested', actor: ADA, version: 3 });
    expect(await rollOut(3, { reason: 'quota was raised' })).toEqual(answer);
    expect((await audits()).at(-1)).toMatchObject({ evidence: { reason: 'quota was raised' } });
  });

  it('is taken for the champion, whose endpoint is looked at', async () => {
    const { rollOut, audits } = await platform();
    expect(await rollOut(2)).toMatchObject({ status: 202, body: { version: 2, status: 'Deployed' } });
    expect((await audits()).at(-1)).toMatchObject({ action: 'RolloutRequested', actor: ADA, version: 2 });
  });

  it('is refused for what a rollout would pass over, and for a body that says more', async () => {
    const { rollOut } = await platform();
    expect(await rollOut(1)).toMatchObject({ status: 409 });
    expect(await rollOut(3, { reason: 'r', force: true })).toMatchObject({ status: 400 });
  });
});
