import { describe, expect, it } from 'vitest';
import { OPS, rolloutExecutions } from '../../../fixtures/rollout-executions.js';

async function platform(promoted: number, versions: number) {
  const world = await rolloutExecutions(versions);
  for (let version = 1; version <= promoted; version += 1) {
    await world.run(world.start(version, `promoted-${version}`));
  }
  const audits = async () => (await world.registry.listAuditRecords('bikes', { limit: 1_000 })).items;
  return { ...world, audits };
}

describe('asking for a rollout again', () => {
  it('starts that of a version whose rollout was aborted', async () => {
    const { start, advance, run, requestRollout, settle, statuses, audits } = await platform(1, 2);
    const execution = start(2, 'first');
    await advance(execution);
    await advance(execution, true);
    await run(execution);
    expect(await statuses()).toEqual(['2 Approved', '1 Deployed']);
    expect(await requestRollout(2)).toEqual({
      model: 'bikes',
      version: 2,
      status: 'Approved',
      message: 'The rollout of version 2 is asked for.',
    });
    expect((await audits()).at(-1)).toMatchObject({
      action: 'RolloutRequested',
      actor: OPS,
      version: 2,
      evidence: { reason: 'again', status: 'Approved' },
    });
    await settle();
    expect(await statuses()).toEqual(['2 Deployed', '1 Deployed']);
  });

  it('rolls a version out once, however often it is asked for', async () => {
    const { requestRollout, settle, statuses, audits } = await platform(1, 2);
    await requestRollout(2);
    await requestRollout(2);
    await settle();
    expect(await statuses()).toEqual(['2 Deployed', '1 Deployed']);
    const begun = (await audits()).filter(({ action, version }) => action === 'RolloutStarted' && version === 2);
    expect(begun).toHaveLength(1);
  });

  it('changes nothing while a rollout of the version is in progress, and says so', async () => {
    const { start, advance, requestRollout, audits } = await platform(1, 2);
    await advance(start(2, 'first'));
    const { length } = await audits();
    expect(await requestRollout(2)).toMatchObject({
      status: 'Deploying',
      message: 'Rollout first of version 2 is in progress.',
    });
    expect(await audits()).toHaveLength(length);
  });

  it('takes a rollout over that was abandoned without a trace', async () => {
    const { start, advance, clock, requestRollout, settle, statuses } = await platform(1, 2);
    const lost = start(2, 'lost');
    await advance(lost);
    lost.state = 'ended';
    clock.advance(86_400);
    expect(await requestRollout(2)).toMatchObject({ message: 'The rollout of version 2 is asked for.' });
    await settle();
    expect(await statuses()).toEqual(['2 Deployed', '1 Deployed']);
  });

  it('is refused for a superseded version, which a rollout would pass over', async () => {
    const { requestRollout, audits } = await platform(2, 3);
    const { length } = await audits();
    await expect(requestRollout(1)).rejects.toMatchObject({
      name: 'PreconditionFailed',
      message: expect.stringContaining('Version 1 of model bikes is Deployed: only an Approved version is rolled out'),
    });
    expect(await audits()).toHaveLength(length);
  });

  it('is refused for an approved version older than the champion, with what to do', async () => {
    const { run, start, requestRollout } = await platform(0, 2);
    await run(start(2, 'second'));
    await expect(requestRollout(1)).rejects.toThrow('is older than the champion, version 2, and is not rolled out');
  });

  it('is refused for a version that is not there', async () => {
    const { requestRollout } = await platform(0, 1);
    await expect(requestRollout(9)).rejects.toMatchObject({ name: 'NotFound' });
  });
});
