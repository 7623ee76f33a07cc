import { describe, expect, it } from 'vitest';
import { OPS, rolloutExecutions } from '../../../fixtures/rollout-executions.js';

/** The versions up to `champion` were promoted one after the other; those after it are Approved. */
async function platform(champion: number, versions = champion) {
  const world = await rolloutExecutions(versions);
  for (let version = 1; version <= champion; version += 1) {
    await world.run(world.start(version, `promoted-${version}`));
  }
  const last = async () => (await world.registry.listAuditRecords('bikes', { limit: 1_000 })).items.at(-1);
  const seq = async () => (await world.registry.readModel('bikes'))?.auditSeq;
  const alias = async () => (await world.registry.readAlias('bikes', 'champion'))?.version;
  /** A rollout of a version that bakes. */
  const baking = async (version: number) => {
    const execution = world.start(version, `candidate-${version}`);
    while (execution.state !== 'check') await world.advance(execution);
    return execution;
  };
  return { ...world, last, seq, alias, baking };
}

describe('a rollback of the champion', () => {
  it('makes the last good champion the wanted one in one change, while the one before serves on', async () => {
    const { rollBack, alias, statuses, split, last, registry, seq } = await platform(2);
    const before = (await seq()) ?? 0;
    expect(await rollBack(2)).toEqual({
      action: 'champion',
      version: 2,
      to: 1,
      message: 'Version 1 is the champion: a rollout brings the traffic of version 2 to it.',
    });
    expect(await seq()).toBe(before + 1);
    expect(await last()).toMatchObject({
      action: 'ChampionRolledBack',
      actor: OPS,
      version: 1,
      evidence: { rolledBack: 2, to: 1, reason: 'wrong prices' },
    });
    expect(await alias()).toBe(1);
    expect(await statuses()).toEqual(['2 RolledBack', '1 Deployed']);
    expect(await split()).toEqual(['champion 2 100']);
    expect(await registry.readVersion('bikes', 2)).toMatchObject({
      reasons: ['wrong prices'],
      endpointName: 'p-bikes-v2-promoted',
    });
  });

  it('is followed by all traffic on the endpoint that the champion kept, and the removal of the other', async () => {
    const { rollBack, settle, split, endpoints, registry, last, executions } = await platform(2);
    await rollBack(2);
    await settle();
    expect(await split()).toEqual(['champion 1 100']);
    expect(executions.at(-1)?.plan).toMatchObject({ action: 'restore', endpointKept: true });
    expect([...endpoints.names]).toEqual(['p-bikes-v1-promoted']);
    expect((await registry.readVersion('bikes', 2))?.endpointName).toBeUndefined();
    expect(await last()).toMatchObject({ action: 'TrafficRestored', version: 1, evidence: { servedBefore: 2 } });
  });

  it('is followed by a new endpoint where the old one is gone', async () => {
    const { rollBack, settle, endpoints, registry, executions } = await platform(2);
    endpoints.names.delete('p-bikes-v1-promoted');
    await rollBack(2);
    await settle();
    const { plan } = executions.at(-1) ?? {};
    expect(plan).toMatchObject({ action: 'restore', endpointKept: false });
    expect((await registry.readTrafficSplit('bikes'))?.variants[0]?.endpointName).toBe(plan?.names.endpoint);
    expect(await registry.readVersion('bikes', 1)).toMatchObject({ endpointName: plan?.names.endpoint });
    expect([...endpoints.names]).toEqual([plan?.names.endpoint]);
  });

  it('answers as the first time when it comes again, before and after the traffic came back', async () => {
    const { rollBack, settle, seq } = await platform(2);
    const first = await rollBack(2);
    const one = await seq();
    expect(await rollBack(2)).toEqual(first);
    expect(await seq()).toBe(one);
    await settle();
    const settled = await seq();
    expect(await rollBack(2)).toEqual(first);
    expect(await seq()).toBe(settled);
  });

  it('passes over former champions that were rolled back themselves', async () => {
    const { rollBack, settle, run, start, alias } = await platform(2, 3);
    await rollBack(2);
    await settle();
    await run(start(3, 'third'));
    expect(await rollBack(3)).toMatchObject({ to: 1 });
    expect(await alias()).toBe(1);
  });

  it('goes to a former champion that the caller names, if it is Deployed', async () => {
    const { rollBack, alias, setSupersededVersions, run, start } = await platform(1, 3);
    setSupersededVersions(2);
    for (const version of [2, 3]) await run(start(version, `more-${version}`));
    await expect(rollBack(3, { to: 3 })).rejects.toThrow('no former champion 3 that is Deployed');
    expect(await rollBack(3, { to: 1 })).toMatchObject({ to: 1 });
    expect(await alias()).toBe(1);
  });

  it.each([
    [{}, 'there is nothing to go back to; no version was champion before it. Submit or approve another version'],
    [{ to: 7 }, 'there is no former champion 7 that is Deployed'],
  ])('is refused with what to do where there is none to go back to, for %j', async (more, reason) => {
    const { rollBack, seq } = await platform(1);
    const before = await seq();
    await expect(rollBack(1, more)).rejects.toMatchObject({
      name: 'PreconditionFailed',
      message: expect.stringContaining(reason),
    });
    expect(await seq()).toBe(before);
  });

  it('names what the former champions are, where none of them is Deployed', async () => {
    const { rollBack } = await platform(2);
    await rollBack(2);
    await expect(rollBack(1)).rejects.toThrow(
      "Champion 1 of model bikes can't be rolled back: there is nothing to go back to; of the champions before it " +
        'version 2 is RolledBack. Submit or approve another version',
    );
  });

  it('is refused for a version that is neither champion nor candidate, naming both', async () => {
    const { rollBack, baking } = await platform(2, 3);
    await expect(rollBack(1)).rejects.toThrow(
      'Version 1 of model bikes is Deployed, and neither champion nor candidate: champion is version 2, ' +
        'no candidate is being rolled out. Name one of them.',
    );
    await baking(3);
    await expect(rollBack(1)).rejects.toThrow('champion is version 2, candidate is version 3');
    await expect(rollBack(9)).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('a rollback of the champion while another version bakes', () => {
  it('gives that rollout up without a verdict on its version, and brings the traffic back', async () => {
    const { rollBack, baking, check, settle, statuses, split, registry, alias } = await platform(2, 3);
    const { id, bakeStartedAt = '' } = await baking(3);
    expect((await rollBack(2)).message).toBe(
      'Version 1 is the champion: a rollout brings the traffic of version 2 to it. The rollout of version 3 makes way; ' +
        'ask for it again with "mlops rollout start --model bikes --version 3".',
    );
    expect(await check(3, bakeStartedAt, id)).toEqual({
      verdict: 'stop',
      reason: `given up by ${OPS}: champion was rolled back to version 1: wrong prices`,
    });
    await settle();
    expect(await alias()).toBe(1);
    expect(await split()).toEqual(['champion 1 100']);
    expect(await statuses()).toEqual(['3 Approved', '2 RolledBack', '1 Deployed']);
    expect((await registry.readVersion('bikes', 3))?.reasons).toEqual([
      'champion was rolled back to version 1: wrong prices',
    ]);
  });

  it('is not undone by a promotion that was decided before', async () => {
    const { rollBack, baking, finish, alias, statuses, split } = await platform(2, 3);
    const { id } = await baking(3);
    await rollBack(2);
    expect(await finish(3, 'promote', id)).toMatchObject({ outcome: 'abort' });
    expect(await alias()).toBe(1);
    expect(await statuses()).toEqual(['3 Approved', '2 RolledBack', '1 Deployed']);
    expect(await split()).toEqual(['champion 2 100']);
  });

  it('leaves the candidate RolledBack that was to be rolled back as well', async () => {
    const { rollBack, baking, settle, statuses, split } = await platform(2, 3);
    await baking(3);
    await rollBack(2);
    expect(await rollBack(3)).toMatchObject({ action: 'candidate', version: 3, to: 1 });
    await settle();
    expect(await statuses()).toEqual(['3 RolledBack', '2 RolledBack', '1 Deployed']);
    expect(await split()).toEqual(['champion 1 100']);
  });

  it('leaves the candidate Approved that is aborted, and brings the traffic back', async () => {
    const { rollBack, baking, advance, settle, statuses, split } = await platform(2, 3);
    const execution = await baking(3);
    await rollBack(2);
    await advance(execution, true);
    expect(await statuses()).toEqual(['3 Approved', '2 RolledBack', '1 Deployed']);
    await settle();
    expect(await split()).toEqual(['champion 1 100']);
  });

  it('is refused for what the promotion left behind, when that came first', async () => {
    const { rollBack, baking, finish } = await platform(2, 3);
    const { id } = await baking(3);
    await finish(3, 'promote', id);
    await expect(rollBack(2)).rejects.toThrow('champion is version 3');
    expect(await rollBack(3)).toMatchObject({ to: 2 });
  });
});

describe('a rollback of the candidate', () => {
  it('gives it no traffic when the champion is rolled back before its bake', async () => {
    const { rollBack, start, advance, settle, split } = await platform(2, 3);
    const execution = start(3, 'candidate');
    while (execution.state !== 'shift') await advance(execution);
    await rollBack(2);
    await advance(execution);
    expect(await split()).toEqual(['champion 2 100']);
    await settle();
    expect(await split()).toEqual(['champion 1 100']);
  });

  it('gives it no traffic when it has none yet', async () => {
    const { rollBack, start, advance, settle, statuses, split } = await platform(1, 2);
    const execution = start(2, 'candidate');
    while (execution.state !== 'shift') await advance(execution);
    const first = await rollBack(2);
    expect(first).toEqual({
      action: 'candidate',
      version: 2,
      to: 1,
      message: 'The rollback of candidate 2 is asked for: version 1 gets all traffic.',
    });
    await advance(execution);
    expect(await split()).toEqual(['champion 1 100']);
    await settle();
    expect(await statuses()).toEqual(['2 RolledBack', '1 Deployed']);
    expect(await split()).toEqual(['champion 1 100']);
    expect(await rollBack(2)).toEqual(first);
  });

  it('leaves it RolledBack too when its rollout fails in between', async () => {
    const { rollBack, baking, advance, statuses } = await platform(1, 2);
    const execution = await baking(2);
    await rollBack(2);
    await advance(execution, true);
    expect(await statuses()).toEqual(['2 RolledBack', '1 Deployed']);
  });

  it('goes back to the champion only', async () => {
    const { rollBack, baking } = await platform(2, 3);
    await baking(3);
    await expect(rollBack(3, { to: 1 })).rejects.toThrow('back to the champion, version 2, not to version 1');
    expect(await rollBack(3, { to: 2 })).toMatchObject({ to: 2 });
  });

  it('says that nobody serves after it where there is no champion', async () => {
    const { rollBack, baking } = await platform(0, 1);
    await baking(1);
    expect(await rollBack(1)).toMatchObject({ to: null, message: expect.stringContaining('nobody serves after it') });
  });
});
