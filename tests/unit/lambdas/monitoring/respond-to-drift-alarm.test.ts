import { describe, expect, it } from 'vitest';
import { changeRegistry } from '../../../../lambdas/application/change-registry.js';
import { MODEL, NOW, notification, prepare } from '../../../fixtures/alarm-response.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';

const RETRAINING = { action: 'RetrainingStarted', actor: 'alarm:Drift-bikes' };

describe('a drift alarm', () => {
  it('starts retraining once for a change of state, however often it is delivered', async () => {
    const { respond, workflows, audits, sent } = await prepare();
    await respond(notification());
    await respond(notification());
    const runs = [...workflows.runs.values()];
    expect(runs).toHaveLength(1);
    expect(runs[0]?.runId).toMatch(/^drift-20260301T115930236Z-[0-9a-f]{8}$/);
    expect(runs[0]?.input).toMatchObject({ model: MODEL, trigger: 'drift', startedBy: 'alarm:Drift-bikes' });
    expect(await audits()).toEqual([RETRAINING]);
    expect(sent[0]?.text).toContain(`Done: Retraining run ${runs[0]?.runId} was started.`);
  });

  it('starts the run that it recorded when the start failed the first time', async () => {
    const { respond, workflows, audits, sent } = await prepare();
    const start = workflows.start.bind(workflows);
    workflows.start = () => Promise.reject(new Error('throttled'));
    await expect(respond(notification())).rejects.toThrow('throttled');
    expect(sent[0]?.text).toContain('Problem: The response failed, and is tried again: throttled');
    workflows.start = start;
    await respond(notification());
    expect(workflows.runs.size).toBe(1);
    expect(await audits()).toEqual([RETRAINING]);
    expect(sent[1]?.text).toContain('Done: Retraining run');
  });

  it('starts retraining and tells people when the newest report cannot be read, and comes again', async () => {
    const { respond, artifacts, workflows, sent } = await prepare();
    const key = `monitoring/${MODEL}/reports/20260301T100000000Z_20260301T110000000Z/report.json`;
    await artifacts.write(key, '{"schemaVersion":1}', { contentType: 'application/json' });
    await expect(respond(notification())).rejects.toMatchObject({ name: 'InvalidInput' });
    expect(workflows.runs.size).toBe(1);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text).toMatch(new RegExp(`Done: Retraining run .*\n\nProblem: The newest report .*${key}`));
  });

  it('tells people when the policy cannot be read', async () => {
    const { respond, policies, sent } = await prepare();
    policies.read = () => Promise.reject(new Error('no answer'));
    await expect(respond(notification())).rejects.toThrow('no answer');
    expect(sent[0]?.text).toContain('Problem: The response failed, and is tried again: no answer');
    expect(sent[0]?.text).toContain('Next: read the report');
  });

  it('starts none within the cooldown of another, and one after it', async () => {
    const { respond, moveTo, workflows, sent } = await prepare();
    await respond(notification());
    moveTo('2026-03-02T11:00:00.000Z');
    await respond(notification({ changedAt: '2026-03-02T10:59:00.000+0000' }));
    expect(workflows.runs.size).toBe(1);
    expect(sent[1]?.text).toContain('from 2026-03-02T12:00:00.000Z on');
    moveTo('2026-03-02T12:00:00.000Z');
    await respond(notification({ changedAt: '2026-03-02T11:59:00.000+0000' }));
    expect(workflows.runs.size).toBe(2);
  });

  it('is not held up by a retraining that a person started', async () => {
    const { respond, registry, workflows } = await prepare();
    const manual = {
      runId: 'manual-1',
      trigger: 'manual',
      startedBy: 'arn:somebody',
      at: '2026-03-01T11:50:00.000Z',
    } as const;
    const change = {
      action: 'RetrainingStarted',
      actor: 'arn:somebody',
      at: NOW,
      evidence: {},
      puts: [],
      head: { lastRetraining: { manual } },
    } as const;
    await changeRegistry(registry, MODEL, () => ({ change, result: undefined }));
    await respond(notification());
    expect(workflows.runs.size).toBe(1);
  });

  it('tells people alone when the policy does not retrain on drift', async () => {
    const { respond, workflows, audits, sent } = await prepare(
      modelPolicy({ retraining: { onDrift: false, cooldownSeconds: 0 } }),
    );
    await respond(notification());
    expect(workflows.runs.size).toBe(0);
    expect(await audits()).toEqual([]);
    expect(sent[0]).toMatchObject({
      subject: `ALARM: drift of model ${MODEL}`,
      text: expect.stringContaining('does not retrain on drift'),
    });
  });

  it('tells verdict, columns, quality and the place of the newest report, and the next step', async () => {
    const { respond, artifacts, sent } = await prepare();
    const report = (end: string, causes: readonly string[]) => ({
      schemaVersion: 1,
      model: MODEL,
      version: 1,
      window: { start: '2026-03-01T10:00:00.000Z', end },
      state: 'ok',
      verdict: 'drift',
      violated: true,
      alarm: true,
      causes,
      rows: { reference: 10, current: 10 },
      columns: {
        hum: { verdict: 'drift', broken: false, reason: 'r' },
        temp: { verdict: 'ok', broken: false, reason: 'r' },
        wind: { verdict: 'not-comparable', broken: true, reason: 'r' },
        city: { verdict: 'not-comparable', broken: false, reason: 'r' },
      },
      quality: { verdict: 'drop', reason: 'twice the loss' },
    });
    const put = (name: string, body: object) =>
      artifacts.write(`monitoring/${MODEL}/reports/${name}/report.json`, JSON.stringify(body), {
        contentType: 'application/json',
      });
    await put('20260301T090000000Z_20260301T100000000Z', report('2026-03-01T10:00:00.000Z', ['old cause']));
    await put(
      '20260301T100000000Z_20260301T110000000Z',
      report('2026-03-01T11:00:00.000Z', ['column hum: PSI 0.4 ≥ 0.2']),
    );
    await respond(notification());
    const text = sent[0]?.text ?? '';
    for (const part of [
      'verdict drift',
      '- column hum: PSI 0.4 ≥ 0.2',
      'Drifted columns: hum, wind.',
      'Quality: drop; twice the loss.',
      'Next: ',
    ])
      expect(text).toContain(part);
    expect(text).toContain(
      `s3://memory/monitoring/${MODEL}/reports/20260301T100000000Z_20260301T110000000Z/report.html`,
    );
    expect(text).not.toContain('old cause');
  });

  it('says to mend what delivers the labels where they are overdue', async () => {
    const { respond, artifacts, sent } = await prepare();
    const cause = 'labels are overdue: none ever came, one every 6 hours expected';
    const body = {
      ...{ schemaVersion: 2, model: MODEL, version: 1, state: 'ok', verdict: 'ok', complete: true, violated: true },
      window: { start: '2026-03-01T10:00:00.000Z', end: '2026-03-01T11:00:00.000Z' },
      ...{ alarm: true, causes: [cause], rows: { reference: 10, current: 10 }, columns: {} },
      quality: { verdict: 'insufficient-data', reason: 'r', overdue: { newest: null, withinSeconds: 21_600 } },
    };
    const key = `monitoring/${MODEL}/reports/20260301T100000000Z_20260301T110000000Z/report.json`;
    await artifacts.write(key, JSON.stringify(body), { contentType: 'application/json' });
    await respond(notification());
    expect(sent[0]?.text).toContain(`- ${cause}`);
    expect(sent[0]?.text).toContain('Next: mend what delivers the labels; ');
  });
});
