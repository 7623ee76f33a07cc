import { describe, expect, it } from 'vitest';
import { LEASE_MARGIN_SECONDS } from '../../../../lambdas/domain/rollout/take-lock.js';
import { rolloutExecutions } from '../../../fixtures/rollout-executions.js';

const LOST = 'p-bikes-v2-promoted';

/** Version 2 is the champion, after version 1; later versions are Approved. */
async function promoted(versions = 2) {
  const world = await rolloutExecutions(versions);
  for (const version of [1, 2]) await world.run(world.start(version, `promoted-${version}`));
  const serving = async () => {
    const [split, version] = await Promise.all([
      world.registry.readTrafficSplit('bikes'),
      world.registry.readVersion('bikes', 2),
    ]);
    return { split: split?.variants.map(({ endpointName }) => endpointName), version: version?.endpointName };
  };
  return { ...world, serving };
}

async function lost(versions = 2) {
  const world = await promoted(versions);
  await world.endpoints.remove(LOST);
  return world;
}

describe('a champion whose endpoint is lost', () => {
  it('is brought up on a new one when a rollout of it is asked for, without a bake', async () => {
    const { requestRollout, settle, split, serving, endpoints, executions, statuses } = await lost();
    expect(await requestRollout(2)).toEqual({
      model: 'bikes',
      version: 2,
      status: 'Deployed',
      message:
        'Version 2 is the champion: its endpoint is looked at, ' +
        'and when it is not in service, a rollout brings it up again.',
    });
    await settle();
    expect(executions.at(-1)).toMatchObject({
      outcome: 'restore',
      plan: { action: 'restore', endpointKept: false },
      endpointNames: [LOST],
    });
    const { version, split: served } = await serving();
    expect(version).not.toBe(LOST);
    expect(served).toEqual([version]);
    expect(endpoints.names).toContain(version);
    expect(await split()).toEqual(['champion 2 100']);
    expect(await statuses()).toEqual(['2 Deployed', '1 Deployed']);
  });

  it('is brought up once, however often it is asked for and however late an event comes', async () => {
    const { requestRollout, deliver, settle, serving, endpoints, begin } = await lost();
    await requestRollout(2);
    await requestRollout(2);
    await deliver(2);
    await settle();
    const { version } = await serving();
    expect([...endpoints.names].sort()).toEqual(['p-bikes-v1-promoted', version]);
    expect(await begin(2, 'late')).toMatchObject({ action: 'skip', reason: 'version 2 serves already' });
  });

  it('can be brought up after a try that failed, which leaves nothing behind', async () => {
    const { start, advance, run, serving, endpoints, requestRollout, settle } = await lost();
    const execution = start(2, 'failing');
    await advance(execution);
    await advance(execution);
    await advance(execution, true);
    await run(execution);
    expect(execution).toMatchObject({ outcome: 'abort', endpointNames: ['p-bikes-v2-failing'] });
    expect(await serving()).toEqual({ split: [LOST], version: LOST });
    await requestRollout(2);
    await settle();
    const { split, version } = await serving();
    expect(split).toEqual([version]);
    expect([...endpoints.names].sort()).toEqual(['p-bikes-v1-promoted', version]);
  });

  it('goes on with the endpoint of a try that was abandoned, when that is in service', async () => {
    const { start, advance, clock, begin, finish, serving } = await lost();
    const execution = start(2, 'abandond');
    await advance(execution);
    await advance(execution);
    clock.advance(60 + LEASE_MARGIN_SECONDS + 1);
    expect(await begin(2, 'second')).toMatchObject({
      action: 'restore',
      endpointKept: true,
      names: { endpoint: 'p-bikes-v2-abandond' },
    });
    expect(await finish(2, 'restore', 'second')).toEqual({ outcome: 'restore', endpointNames: [LOST] });
    expect(await serving()).toEqual({ split: ['p-bikes-v2-abandond'], version: 'p-bikes-v2-abandond' });
  });

  it('waits until a candidate that is tried out has ended', async () => {
    const { start, advance, run, requestRollout, settle, split } = await lost(3);
    const candidate = start(3, 'candidate');
    await advance(candidate);
    await requestRollout(2);
    const champion = start(2, 'champion');
    expect(await advance(champion)).toBe(false);
    await run(candidate);
    await settle();
    expect(await split()).toEqual(['champion 3 100']);
    expect(champion.plan).toMatchObject({ action: 'skip' });
  });
});

describe('a champion whose endpoint is in service', () => {
  it('is left alone when a rollout of it is asked for', async () => {
    const { requestRollout, settle, executions, endpoints, serving } = await promoted();
    const names = [...endpoints.names];
    await requestRollout(2);
    await settle();
    expect(executions.at(-1)?.plan).toMatchObject({ action: 'skip', reason: 'version 2 serves already' });
    expect([...endpoints.names]).toEqual(names);
    expect(await serving()).toEqual({ split: [LOST], version: LOST });
  });
});
