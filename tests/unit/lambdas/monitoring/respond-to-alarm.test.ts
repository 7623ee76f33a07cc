import { describe, expect, it } from 'vitest';
import { candidateErrors, MODEL, modelIs, notification, prepare, slotIs } from '../../../fixtures/alarm-response.js';

const ROLLBACK = { action: 'RollbackRequested', actor: 'alarm:Drift-bikes' };

describe("an alarm of the candidate's slot", () => {
  it('asks for the rollback of the bake, once', async () => {
    const { respond, bake, registry, audits, sent } = await prepare();
    await bake('2026-03-01T11:55:00.000Z');
    await respond(candidateErrors());
    await respond(candidateErrors());
    expect((await registry.readRolloutLock(MODEL))?.rollbackRequested).toMatchObject({ by: 'alarm:Drift-bikes' });
    expect((await audits()).filter(({ action }) => action === 'RollbackRequested')).toEqual([ROLLBACK]);
    expect(sent.map(({ text }) => text.includes('The rollback of version 2 was asked for.'))).toEqual([true, true]);
  });

  it.each([
    ['changed before the bake began', '2026-03-01T11:59:45.000Z', candidateErrors()],
    ["is the champion's", '2026-03-01T11:55:00.000Z', candidateErrors({ dimensions: [modelIs, slotIs('champion')] })],
    ['went off', '2026-03-01T11:55:00.000Z', candidateErrors({ state: 'OK', from: 'ALARM' })],
  ])('rolls nothing back when it %s', async (_, bakeStartedAt, message) => {
    const { respond, bake, registry, sent } = await prepare();
    await bake(bakeStartedAt);
    await respond(message);
    expect((await registry.readRolloutLock(MODEL))?.rollbackRequested).toBeUndefined();
    expect(sent).toHaveLength(1);
  });

  it('tells people alone when nothing bakes', async () => {
    const { respond, audits, sent } = await prepare();
    await respond(candidateErrors());
    expect(await audits()).toEqual([]);
    expect(sent[0]?.text).toContain('nothing was rolled back');
  });
});

describe('an alarm of the monitor itself', () => {
  it.each([
    ['MonitorRan', `monitor of model ${MODEL} does not run`, 'look at the failed executions'],
    ['MonitorCoverage', `a window of model ${MODEL} was watched in part only`, 'then run the window again'],
  ])('of %s is told with its next step, and starts nothing', async (metric, subject, next) => {
    const { respond, workflows, audits, sent } = await prepare();
    await respond(notification({ metric }));
    expect(workflows.runs.size).toBe(0);
    expect(await audits()).toEqual([]);
    expect(sent).toMatchObject([
      { subject: `ALARM: ${subject}`, text: expect.stringMatching(new RegExp(`Next: .*${next}`)) },
    ]);
  });
});

describe('any message', () => {
  it('of recovery is told, and changes nothing', async () => {
    const { respond, workflows, sent } = await prepare();
    await respond(notification({ state: 'OK', from: 'ALARM' }));
    expect(workflows.runs.size).toBe(0);
    expect(sent).toMatchObject([{ subject: `Recovered: drift of model ${MODEL}` }]);
  });

  it.each([
    ['first data', notification({ state: 'OK', from: 'INSUFFICIENT_DATA' })],
    ['missing data', notification({ state: 'INSUFFICIENT_DATA', from: 'OK' })],
  ])('of %s is ignored', async (_, message) => {
    const { respond, sent } = await prepare();
    expect(await respond(message)).toMatchObject({ outcome: 'ignored' });
    expect(sent).toEqual([]);
  });

  it.each([
    ['no JSON', 'You have chosen to subscribe'],
    ['something else', '{"source":"aws.s3"}'],
    ['an alarm without a state', JSON.stringify({ ...JSON.parse(notification()), NewStateValue: undefined })],
  ])('that is %s is dropped with the reason', async (_, message) => {
    const { respond, sent } = await prepare();
    expect(await respond(message)).toMatchObject({ outcome: 'dropped', problem: expect.stringMatching(/\w/) });
    expect(sent).toEqual([]);
  });

  it('of an alarm on metric math is known by the metrics in it', async () => {
    const { respond, bake, registry } = await prepare();
    await bake('2026-03-01T11:55:00.000Z');
    const metric = { MetricName: 'ModelLatency', Namespace: 'Mlops', Dimensions: [modelIs, slotIs('candidate')] };
    const Metrics = [
      { Id: 'e1', Expression: 'm1 * 1', ReturnData: true },
      { Id: 'm1', MetricStat: { Metric: metric, Period: 60, Stat: 'p90' }, ReturnData: false },
    ];
    await respond(JSON.stringify({ ...JSON.parse(candidateErrors()), Trigger: { Period: 60, Metrics } }));
    expect((await registry.readRolloutLock(MODEL))?.rollbackRequested).toBeDefined();
  });

  it('of an alarm that is not ours is told by its name', async () => {
    const { respond, sent } = await prepare();
    await respond(notification({ metric: 'CPUUtilization', dimensions: [{ name: 'InstanceId', value: 'i-1' }] }));
    expect(sent).toMatchObject([{ subject: 'ALARM: Drift-bikes' }]);
  });
});
