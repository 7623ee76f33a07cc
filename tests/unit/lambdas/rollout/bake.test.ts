import { describe, expect, it } from 'vitest';
import { changeRegistry } from '../../../../lambdas/application/change-registry.js';
import { STALE_ALARM_SECONDS } from '../../../../lambdas/domain/rollout/judge-bake.js';
import { rollBackCandidate } from '../../../../lambdas/domain/rollout/roll-back-candidate.js';
import { ALARM, rolloutPlatform } from '../../../fixtures/rollout-platform.js';

describe('a bake', () => {
  async function baking() {
    const all = await rolloutPlatform(2);
    await all.promote(1);
    await all.begin(2);
    const { bakeStartedAt } = await all.shift(2);
    return { ...all, bakeStartedAt, verdict: async () => (await all.check(2, bakeStartedAt)).verdict };
  }

  it('is quiet when its time is over without an alarm', async () => {
    const { verdict, clock } = await baking();
    expect(await verdict()).toBe('baking');
    clock.advance(59);
    expect(await verdict()).toBe('baking');
    clock.advance(1);
    expect(await verdict()).toBe('quiet');
  });

  it('ends at once with an alarm that it set off', async () => {
    const { check, alarms, clock, bakeStartedAt } = await baking();
    clock.advance(5);
    alarms.set(ALARM, 'ALARM', '1 datapoint was over 0', clock.now());
    const verdict = { verdict: 'stop', reason: 'alarm candidate-5xx: 1 datapoint was over 0' };
    expect(await check(2, bakeStartedAt)).toEqual(verdict);
  });

  it('waits for an alarm of the candidate before, and takes it as its own when it stays', async () => {
    const { verdict, alarms, clock } = await baking();
    alarms.set(ALARM, 'ALARM', 'old', new Date(clock.now().getTime() - 1_000));
    clock.advance(70);
    expect(await verdict()).toBe('baking');
    alarms.set(ALARM, 'OK');
    expect(await verdict()).toBe('quiet');
    alarms.set(ALARM, 'ALARM', 'old', new Date(0));
    clock.advance(STALE_ALARM_SECONDS - 70 - 1);
    expect(await verdict()).toBe('baking');
    clock.advance(1);
    expect(await verdict()).toBe('stop');
  });

  it('takes an alarm that does not exist for one that rings', async () => {
    const { verdict, alarms } = await baking();
    alarms.states.clear();
    expect(await verdict()).toBe('stop');
  });

  it('ends with a rollback that was asked for, even after its last check', async () => {
    const { verdict, registry, finish, statuses } = await baking();
    await changeRegistry(registry, 'bikes', async () => {
      const asked = { reason: 'latency', by: 'arn:ops', at: '2026-01-01T00:00:30.000Z' };
      const change = rollBackCandidate(await registry.readRolloutLock('bikes'), asked);
      return change === undefined ? { result: undefined } : { change, result: undefined };
    });
    expect(await verdict()).toBe('stop');
    expect(await finish(2, 'promote')).toMatchObject({ outcome: 'rollback' });
    expect(await statuses()).toEqual(['2 RolledBack', '1 Deployed']);
  });

  it('can be asked for a rollback once, and only while it bakes', async () => {
    const { registry, finish } = await baking();
    const asked = { reason: 'r', by: 'b', at: '2026-01-01T00:00:30.000Z' };
    const lock = await registry.readRolloutLock('bikes');
    const change = rollBackCandidate(lock, asked);
    expect(change).toMatchObject({ action: 'RollbackRequested', actor: 'b', version: 2 });
    expect(rollBackCandidate(lock && { ...lock, rollbackRequested: asked }, asked)).toBeUndefined();
    await finish(2, 'promote');
    expect(rollBackCandidate(await registry.readRolloutLock('bikes'), asked)).toBeUndefined();
  });
});
