import { describe, expect, it } from 'vitest';
import { endpointName, secondsBetweenLooks } from '../../../../lambdas/application/rollout/begin-rollout.js';
import type { RolloutOutcome } from '../../../../lambdas/domain/registry/records.js';
import { LEASE_MARGIN_SECONDS } from '../../../../lambdas/domain/rollout/take-lock.js';
import { rolloutPlatform } from '../../../fixtures/rollout-platform.js';

describe('a rollout', () => {
  it('gives all traffic to the candidate while there is no champion', async () => {
    const { begin, shift, split, statuses } = await rolloutPlatform(1);
    expect(await begin(1)).toMatchObject({
      action: 'deploy',
      candidateWeight: 100,
      image: 'image@sha256:1',
      modelDataUrl: 's3://memory/models/bikes/submissions/s1/model.tar.gz',
      names: { endpoint: 'p-bikes-v1-rollout1', endpointConfig: 'p-bikes-v1-rollout1', model: 'p-bikes-v1-rollout1' },
      serving: { memorySizeInMb: 2048, maxConcurrency: 5 },
    });
    await shift(1, 10);
    expect(await split()).toEqual(['candidate 1 100']);
    expect(await statuses()).toEqual(['1 Deploying']);
  });

  it('makes the promoted version the champion, with all traffic', async () => {
    const { promote, split, statuses, registry } = await rolloutPlatform(1);
    expect(await promote(1)).toEqual({ outcome: 'promote', endpointNames: [] });
    expect(await split()).toEqual(['champion 1 100']);
    expect(await statuses()).toEqual(['1 Deployed']);
    expect(await registry.readAlias('bikes', 'champion')).toMatchObject({ version: 1 });
    expect(await registry.readRolloutLock('bikes')).toMatchObject({ state: 'released', baking: false });
  });

  it('shares traffic with the champion by the canary weight, and gives it back on a rollback', async () => {
    const { promote, begin, shift, finish, split, statuses, registry } = await rolloutPlatform(2);
    await promote(1);
    expect((await begin(2)).candidateWeight).toBe(10);
    await shift(2, 10);
    expect(await split()).toEqual(['champion 1 90', 'candidate 2 10']);
    expect(await finish(2, 'rollback')).toEqual({ outcome: 'rollback', endpointNames: ['p-bikes-v2-rollout2'] });
    expect(await split()).toEqual(['champion 1 100']);
    expect(await statuses()).toEqual(['2 RolledBack', '1 Deployed']);
    expect(await registry.readVersion('bikes', 2)).toMatchObject({ reasons: ['because'] });
    expect(await registry.readAlias('bikes', 'champion')).toMatchObject({ version: 1 });
  });

  it('keeps the champion in the split with weight 0 when everything shifts at once', async () => {
    const { promote, begin, shift, split } = await rolloutPlatform(2);
    await promote(1);
    await begin(2);
    await shift(2, 100);
    expect(await split()).toEqual(['champion 1 0', 'candidate 2 100']);
  });

  it('serves nobody after the first version of all is rolled back', async () => {
    const { begin, shift, finish, split } = await rolloutPlatform(1);
    await begin(1);
    await shift(1);
    await finish(1, 'rollback');
    expect(await split()).toEqual([]);
  });

  it('is Approved again after an abort before any traffic', async () => {
    const { begin, finish, statuses, split } = await rolloutPlatform(1);
    await begin(1);
    expect((await finish(1, 'abort')).endpointNames).toEqual(['p-bikes-v1-rollout1']);
    expect(await statuses()).toEqual(['1 Approved']);
    expect(await split()).toBeUndefined();
  });

  it('retires a version, and removes its endpoint, when it is superseded twice', async () => {
    const { promote, statuses, registry } = await rolloutPlatform(3);
    await promote(1);
    expect((await promote(2)).endpointNames).toEqual([]);
    expect((await promote(3)).endpointNames).toEqual(['p-bikes-v1-rollout1']);
    expect(await statuses()).toEqual(['3 Deployed', '2 Deployed', '1 Retired']);
    expect(await registry.readAlias('bikes', 'champion')).toMatchObject({
      version: 3,
      history: [{ version: 2 }, { version: 1 }],
    });
  });
});

describe('a step of a rollout that comes again', () => {
  it.each<RolloutOutcome>(['promote', 'rollback', 'abort'])('answers as the first time, for %s', async (outcome) => {
    const { promote, begin, shift, finish, registry } = await rolloutPlatform(2);
    await promote(1);
    expect(await begin(2)).toEqual(await begin(2));
    expect(await shift(2)).toEqual(await shift(2));
    const first = await finish(2, outcome);
    const { auditSeq } = (await registry.readModel('bikes')) ?? {};
    expect(await finish(2, outcome)).toEqual(first);
    expect((await registry.readModel('bikes'))?.auditSeq).toBe(auditSeq);
    expect(await begin(2)).toMatchObject({ action: 'skip', reason: 'rollout rollout-2 has ended' });
  });

  it('does nothing when it is late and another rollout has the lock', async () => {
    const { begin, shift, finish, promote, split } = await rolloutPlatform(3);
    await promote(1);
    await begin(2);
    await finish(2, 'abort');
    await begin(3);
    await shift(3);
    await expect(shift(2)).rejects.toThrow('no longer holds the lock');
    expect(await finish(2, 'promote')).toEqual({ outcome: 'abort', endpointNames: [] });
    expect(await split()).toEqual(['champion 1 90', 'candidate 3 10']);
  });
});

describe('the rollout lock', () => {
  it('makes another rollout wait, by an error that the state machine retries', async () => {
    const { begin } = await rolloutPlatform(2);
    await begin(1);
    await expect(begin(2)).rejects.toMatchObject({ name: 'RolloutInProgress', retryable: true });
  });

  it('makes a second execution for the same version skip', async () => {
    const { begin } = await rolloutPlatform(1);
    await begin(1);
    expect(await begin(1, 'another')).toMatchObject({ action: 'skip', reason: 'version 1 is Deploying, not Approved' });
  });

  it('is taken over after its lease, and the abandoned version is Approved again without traffic', async () => {
    const { promote, begin, shift, finish, clock, statuses, split, registry } = await rolloutPlatform(3);
    await promote(1);
    await begin(2);
    await shift(2);
    clock.advance(60 + LEASE_MARGIN_SECONDS + 1);
    await begin(3);
    expect(await statuses()).toEqual(['3 Deploying', '2 Approved', '1 Deployed']);
    expect(await split()).toEqual(['champion 1 100']);
    expect(await registry.readRolloutLock('bikes')).toMatchObject({ fencingToken: 3, version: 3 });
    expect(await finish(2, 'promote')).toEqual({ outcome: 'abort', endpointNames: ['p-bikes-v2-rollout2'] });
    expect(await statuses()).toEqual(['3 Deploying', '2 Approved', '1 Deployed']);
  });

  it('is taken over after its lease by the same version too, and the endpoint that was left goes at the end', async () => {
    const { promote, begin, shift, finish, clock, statuses, split } = await rolloutPlatform(2);
    await promote(1);
    await begin(2);
    await shift(2);
    clock.advance(60 + LEASE_MARGIN_SECONDS + 1);
    expect(await begin(2, 'second')).toMatchObject({ action: 'deploy', names: { endpoint: 'p-bikes-v2-second' } });
    expect(await statuses()).toEqual(['2 Deploying', '1 Deployed']);
    expect(await split()).toEqual(['champion 1 100']);
    expect(await finish(2, 'promote')).toEqual({ outcome: 'abort', endpointNames: [] });
    await shift(2, 10, 'second');
    expect(await finish(2, 'promote', 'second')).toEqual({
      outcome: 'promote',
      endpointNames: ['p-bikes-v2-rollout2'],
    });
  });

  it('is not taken by a version older than the champion', async () => {
    const { promote, begin } = await rolloutPlatform(2);
    await promote(2);
    expect(await begin(1)).toMatchObject({ action: 'skip', reason: 'version 1 is older than the champion, version 2' });
  });

  it('is not taken for an artifact that was overwritten after its registration', async () => {
    const { begin, artifacts, registry } = await rolloutPlatform(1);
    await artifacts.write('models/bikes/submissions/s1/model.tar.gz', 'other', { contentType: 'application/gzip' });
    await expect(begin(1)).rejects.toThrow('was overwritten after its registration');
    expect(await registry.readRolloutLock('bikes')).toBeUndefined();
  });

  it('is taken for an artifact that was uploaded again with the same content', async () => {
    const { begin, artifacts } = await rolloutPlatform(1);
    await artifacts.write('models/bikes/submissions/s1/model.tar.gz', 'model', { contentType: 'application/gzip' });
    expect(await begin(1)).toMatchObject({ action: 'deploy' });
  });
});

describe('the time between two looks at a bake', () => {
  it.each([
    [60, undefined, 12],
    [300, undefined, 30],
    [2, undefined, 1],
    [300, 15, 15],
    [86_400, 15, 87],
    [86_400, undefined, 87],
  ])('of %i seconds, when %s is given, is %i', (bakeSeconds, given, expected) => {
    expect(secondsBetweenLooks(bakeSeconds, given)).toBe(expected);
  });

  it('is in the plan as it was given', async () => {
    const { begin } = await rolloutPlatform(1);
    expect(await begin(1, 'r', 7)).toMatchObject({ checkSeconds: 7 });
  });
});

describe("an endpoint's name", () => {
  it('has at most 63 characters, keeps the prefix, the version and 8 of the rollout id', () => {
    const name = endpointName('a'.repeat(25), { model: 'm'.repeat(32), version: 123456, rolloutId: 'ab-cd_efghij' });
    expect(name).toBe(`${'a'.repeat(25)}-${'m'.repeat(20)}-v123456-abcdefgh`);
    expect(name).toHaveLength(63);
  });
});
