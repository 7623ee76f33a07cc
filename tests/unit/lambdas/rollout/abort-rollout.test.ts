import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../../lambdas/domain/errors.js';
import { rolloutPlatform } from '../../../fixtures/rollout-platform.js';

/** EventBridge's event of an execution that ended, as AWS documents it (docs.aws.amazon.com/step-functions, EventBridge). */
const ended = (name: string, status: string, version?: number) => ({
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail: {
    name,
    status,
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:rollout:${name}`,
    input:
      version === undefined
        ? null
        : JSON.stringify({ 'detail-type': 'ModelVersionApproved', detail: { model: 'bikes', version } }),
    inputDetails: { included: version !== undefined },
  },
});

async function stoppedInBake() {
  const platform = await rolloutPlatform(2);
  await platform.promote(1);
  await platform.begin(2);
  await platform.shift(2);
  for (const name of ['p-bikes-v1-rollout1', 'p-bikes-v2-rollout2']) platform.endpoints.names.add(name);
  return platform;
}

describe('an execution that ends in mid-bake', () => {
  it.each(['ABORTED', 'TIMED_OUT', 'FAILED'])(
    'as %s leaves the champion all traffic, the version Approved, and no endpoint of its own',
    async (status) => {
      const { abort, split, statuses, endpoints, registry, begin } = await stoppedInBake();
      await abort(ended('rollout-2', status, 2));
      expect(await split()).toEqual(['champion 1 100']);
      expect(await statuses()).toEqual(['2 Approved', '1 Deployed']);
      expect([...endpoints.names]).toEqual(['p-bikes-v1-rollout1']);
      expect(await registry.readVersion('bikes', 2)).toMatchObject({
        reasons: [`the execution of rollout rollout-2 ended as ${status}`],
      });
      const { items } = await registry.listAuditRecords('bikes', { limit: 50 });
      expect(items.at(-1)).toMatchObject({ action: 'RolloutAborted', actor: 'pipeline:abort-rollout' });
      expect(await begin(2, 'again')).toMatchObject({ action: 'deploy' });
    },
  );

  it('is found by its lock when the event lacks its input', async () => {
    const { abort, statuses, split } = await stoppedInBake();
    expect(await abort(ended('rollout-2', 'ABORTED'))).toMatchObject({ version: 2, outcome: 'abort' });
    expect(await statuses()).toEqual(['2 Approved', '1 Deployed']);
    expect(await split()).toEqual(['champion 1 100']);
  });

  it('is cleaned up once, however often it is told', async () => {
    const { abort, registry } = await stoppedInBake();
    const first = await abort(ended('rollout-2', 'ABORTED', 2));
    const { auditSeq } = (await registry.readModel('bikes')) ?? {};
    expect(await abort(ended('rollout-2', 'ABORTED', 2))).toEqual(first);
    expect((await registry.readModel('bikes'))?.auditSeq).toBe(auditSeq);
  });

  it('waits until an endpoint that comes up can be removed', async () => {
    const { abort, endpoints } = await stoppedInBake();
    let refusals = 3;
    const remove = endpoints.remove.bind(endpoints);
    endpoints.remove = async (name) => {
      refusals -= 1;
      if (refusals >= 0) throw new DependencyUnavailable('it is being created');
      return remove(name);
    };
    await abort(ended('rollout-2', 'ABORTED', 2));
    expect([...endpoints.names]).toEqual(['p-bikes-v1-rollout1']);
  });
});

describe('an execution that ended after its rollout had', () => {
  it('changes nothing', async () => {
    const { abort, finish, statuses, split, registry } = await stoppedInBake();
    await finish(2, 'promote');
    const { auditSeq } = (await registry.readModel('bikes')) ?? {};
    expect(await abort(ended('rollout-2', 'FAILED', 2))).toMatchObject({ outcome: 'promote' });
    expect(await statuses()).toEqual(['2 Deployed', '1 Deployed']);
    expect(await split()).toEqual(['champion 2 100']);
    expect((await registry.readModel('bikes'))?.auditSeq).toBe(auditSeq);
  });

  it('does not touch the rollout that has the lock now', async () => {
    const { abort, begin, finish, shift, split, promote } = await rolloutPlatform(3);
    await promote(1);
    await begin(2);
    await finish(2, 'abort');
    await begin(3);
    await shift(3);
    await abort(ended('rollout-2', 'FAILED', 2));
    expect(await split()).toEqual(['champion 1 90', 'candidate 3 10']);
  });

  it('is passed over when no rollout of its name is known', async () => {
    const { abort } = await rolloutPlatform(1);
    expect(await abort(ended('somebody-else', 'FAILED'))).toBeUndefined();
  });
});
