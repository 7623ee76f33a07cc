import { describe, expect, it } from 'vitest';
import { LEASE_MARGIN_SECONDS, RESTORE_GRACE_SECONDS } from '../../../../lambdas/domain/rollout/take-lock.js';
import { rolloutExecutions } from '../../../fixtures/rollout-executions.js';

/** Version 2 was rolled back to version 1, and the event of that started an execution; later versions are Approved. */
async function rolledBack(versions = 2) {
  const world = await rolloutExecutions(versions);
  for (const version of [1, 2]) await world.run(world.start(version, `promoted-${version}`));
  await world.rollBack(2);
  await world.deliver();
  const execution = world.executions.at(-1);
  if (execution === undefined) throw new Error('the rollback started no execution');
  return { ...world, execution };
}

describe('a rollout that brings the champion back', () => {
  it('holds the lock with the next fencing token, and bakes nothing', async () => {
    const { execution, advance, registry, begin, shift } = await rolledBack();
    await advance(execution);
    expect(await registry.readRolloutLock('bikes')).toMatchObject({
      version: 1,
      fencingToken: 3,
      endpointName: 'p-bikes-v1-promoted',
      restore: { endpointKept: true },
    });
    expect(await begin(1, execution.id)).toEqual(execution.plan);
    await expect(shift(1, 10, execution.id)).rejects.toThrow('brings the champion back, and bakes nothing');
  });

  it('answers as the first time when its last step comes again', async () => {
    const { execution, run, finish, registry, split } = await rolledBack();
    await run(execution);
    const { auditSeq } = (await registry.readModel('bikes')) ?? {};
    expect(await finish(1, 'restore', execution.id)).toEqual({
      outcome: 'restore',
      endpointNames: ['p-bikes-v2-promoted'],
    });
    expect(await finish(1, 'abort', execution.id)).toMatchObject({ outcome: 'restore' });
    expect((await registry.readModel('bikes'))?.auditSeq).toBe(auditSeq);
    expect(await split()).toEqual(['champion 1 100']);
  });

  it('is passed over when a second event asks for what serves already', async () => {
    const { execution, run, begin } = await rolledBack();
    await run(execution);
    expect(await begin(1, 'second')).toMatchObject({ action: 'skip', reason: 'version 1 serves already' });
  });

  it('makes a second execution for the same champion wait, and pass over in the end', async () => {
    const { execution, advance, run, start } = await rolledBack();
    await advance(execution);
    const second = start(1, 'second');
    expect(await advance(second)).toBe(false);
    await run(execution);
    expect((await run(second)).plan).toMatchObject({ action: 'skip' });
  });

  it('leaves the traffic where it is when a step fails, and can be asked for again', async () => {
    const { execution, advance, run, split, statuses, registry, endpoints, requestRollout, shown, settle } =
      await rolledBack();
    await advance(execution);
    await advance(execution, true);
    await run(execution);
    expect(execution.outcome).toBe('abort');
    expect(await split()).toEqual(['champion 2 100']);
    expect(await statuses()).toEqual(['2 RolledBack', '1 Deployed']);
    expect(await registry.readAlias('bikes', 'champion')).toMatchObject({ version: 1 });
    expect(await shown()).toMatchObject({
      rollout: null,
      lastRollout: { version: 1, slot: 'champion', outcome: 'abort' },
    });
    expect([...endpoints.names]).toEqual(['p-bikes-v2-promoted']);
    expect(await requestRollout(1)).toEqual({
      model: 'bikes',
      version: 1,
      status: 'Deployed',
      message: 'A rollout brings the traffic of version 2 to version 1.',
    });
    await settle();
    expect(await split()).toEqual(['champion 1 100']);
  });

  it('brings nothing back any more when the champion was rolled back once more', async () => {
    const world = await rolloutExecutions(3);
    world.setSupersededVersions(2);
    for (const version of [1, 2, 3]) await world.run(world.start(version, `promoted-${version}`));
    await world.rollBack(3);
    await world.deliver();
    const [execution] = world.executions.slice(-1);
    while (execution?.state !== 'finish') await world.advance(execution as NonNullable<typeof execution>);
    expect(await world.rollBack(2)).toMatchObject({ to: 1 });
    await world.advance(execution);
    expect(execution).toMatchObject({ outcome: 'restore', endpointNames: ['p-bikes-v2-promoted'] });
    expect(await world.split()).toEqual(['champion 3 100']);
    await world.settle();
    expect(await world.split()).toEqual(['champion 1 100']);
    expect(await world.statuses()).toEqual(['3 RolledBack', '2 RolledBack', '1 Deployed']);
    expect([...world.endpoints.names]).toEqual(['p-bikes-v1-promoted']);
  });

  it('is taken over after its lease, without loss of the endpoint that the champion kept', async () => {
    const { execution, advance, clock, begin, finish, endpoints } = await rolledBack();
    await advance(execution);
    clock.advance(60 + LEASE_MARGIN_SECONDS + 1);
    expect(await begin(1, 'second')).toMatchObject({
      action: 'restore',
      endpointKept: true,
      names: { endpoint: 'p-bikes-v1-promoted' },
    });
    expect(await finish(1, 'restore', execution.id)).toEqual({ outcome: 'abort', endpointNames: [] });
    expect(await finish(1, 'restore', 'second')).toEqual({
      outcome: 'restore',
      endpointNames: ['p-bikes-v2-promoted'],
    });
    expect(endpoints.names.has('p-bikes-v1-promoted')).toBe(true);
  });

  it('leaves the champion its endpoint, when a candidate takes it over and is rolled back', async () => {
    const { execution, advance, clock, begin, shift, finish, registry } = await rolledBack(3);
    await advance(execution);
    clock.advance(60 + LEASE_MARGIN_SECONDS + 1);
    expect(await begin(3)).toMatchObject({ action: 'deploy' });
    await shift(3);
    expect((await finish(3, 'rollback')).endpointNames).toEqual(['p-bikes-v3-rollout3']);
    expect(await registry.readVersion('bikes', 1)).toMatchObject({ endpointName: 'p-bikes-v1-promoted' });
  });
});

describe('an approved version while the traffic has to come back to the champion', () => {
  it('waits for that', async () => {
    const { execution, run, start, advance, settle, split } = await rolledBack(3);
    const candidate = start(3, 'candidate');
    expect(await advance(candidate)).toBe(false);
    await run(execution);
    expect(await split()).toEqual(['champion 1 100']);
    await settle();
    expect(await split()).toEqual(['champion 3 100']);
  });

  it('waits no more when that failed: it may be the way out', async () => {
    const { execution, advance, run, start, split, registry, endpoints } = await rolledBack(3);
    await advance(execution);
    await advance(execution, true);
    await run(execution);
    const candidate = start(3, 'candidate');
    while (candidate.state !== 'check') expect(await advance(candidate)).toBe(true);
    expect(await split()).toEqual(['champion 2 90', 'candidate 3 10']);
    await run(candidate);
    expect(await split()).toEqual(['champion 3 100']);
    expect((await registry.readVersion('bikes', 2))?.endpointName).toBeUndefined();
    expect([...endpoints.names]).toEqual(['p-bikes-v3-candidat']);
  });

  it('waits no more when nobody tried for an hour', async () => {
    const { begin, clock } = await rolledBack(3);
    clock.advance(RESTORE_GRACE_SECONDS - 1);
    await expect(begin(3)).rejects.toMatchObject({ name: 'RolloutInProgress' });
    clock.advance(1);
    expect(await begin(3)).toMatchObject({ action: 'deploy' });
  });
});

describe('a version that was rolled back and is wanted again', () => {
  it('is rolled out on an endpoint of its own, when its traffic was taken away', async () => {
    const { approveAgain, settle, split, endpoints, statuses } = await rolledBack();
    await approveAgain(2);
    await settle();
    expect(await statuses()).toEqual(['2 Deployed', '1 Deployed']);
    expect(await split()).toEqual(['champion 2 100']);
    expect(endpoints.names.size).toBe(2);
    expect(endpoints.names).not.toContain('p-bikes-v2-promoted');
  });
});
