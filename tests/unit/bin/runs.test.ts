import { describe, expect, it } from 'vitest';
import { useCaller } from './caller.js';

const caller = useCaller();

describe('mlops retrain start', () => {
  const started = { runId: 'r-1', executionArn: 'arn:aws:states:eu-west-1:1:execution:retraining:r-1' };

  it('starts a run, with the reason, and ends without waiting', async () => {
    caller.platform.on('POST /models/bikes/retraining-runs', { status: 202, body: started });
    const ran = await caller.mlops('retrain', 'start', '--model', 'bikes', '--reason', 'new prices', '--json');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toEqual(started);
    expect(JSON.parse(String(caller.platform.received[0]?.body))).toEqual({ reason: 'new prices' });
  });

  it('waits for the end with --wait: 2 and the cause when the run failed', async () => {
    caller.platform.on('POST /models/bikes/retraining-runs', { status: 202, body: started });
    const failed = { ...started, status: 'FAILED', error: 'DataCheckFailed', cause: '3 rows, at least 100 expected' };
    caller.platform.on('GET /models/bikes/retraining-runs/r-1', (_, times) => ({
      body: times === 1 ? { ...started, status: 'RUNNING' } : failed,
    }));
    const ran = await caller.mlops('retrain', 'start', '--model', 'bikes', '--wait', '--json');
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toEqual(failed);
    expect((await caller.mlops('retrain', 'start', '--model', 'bikes', '--wait')).out).toContain(
      '3 rows, at least 100 expected',
    );
  });

  it.each([
    [
      "a training job's failure reason, and its name",
      { TrainingJobName: 'job-1', FailureReason: 'AlgorithmError: column hum', HyperParameters: { seed: '1' } },
      ['training job  job-1', 'cause         AlgorithmError: column hum'],
    ],
    [
      "a function's own message",
      { errorType: 'DataCheckFailed', errorMessage: '3 rows, at least 100 expected', trace: ['at x'] },
      ['cause      3 rows, at least 100 expected'],
    ],
    ['a cause that is neither, as it is', { Other: 1 }, ['cause      {"Other":1}']],
  ])('tells a person %s', async (_, cause, lines) => {
    caller.platform.on('POST /models/bikes/retraining-runs', { status: 202, body: started });
    const failed = { ...started, status: 'FAILED', error: 'States.TaskFailed', cause: JSON.stringify(cause) };
    caller.platform.on('GET /models/bikes/retraining-runs/r-1', { body: failed });
    const ran = await caller.mlops('retrain', 'start', '--model', 'bikes', '--wait');
    expect(ran.code).toBe(2);
    for (const line of lines) expect(ran.out.split('\n')).toContain(line);
    expect(ran.out).not.toMatch(/HyperParameters|trace/);
  });

  it('sends the start once only: a fault after which the run may have begun is an error', async () => {
    caller.platform.on('POST /models/bikes/retraining-runs', { status: 503, body: { message: 'Service Unavailable' } });
    const ran = await caller.mlops('retrain', 'start', '--model', 'bikes');
    expect(ran).toMatchObject({
      code: 1,
      err: 'error: POST /models/bikes/retraining-runs: the control API answered 503\n',
    });
    expect(caller.platform.received).toHaveLength(1);
  });
});

describe('mlops monitor run', () => {
  it('sends the window in UTC and gives the verdict; drift is an answer, not a failure', async () => {
    const output = { verdict: 'drift', driftedColumns: ['hum'], violated: true, alarm: 1, reportKey: 'k' };
    const run = { runId: 'm-1', executionArn: 'arn', status: 'SUCCEEDED', output };
    caller.platform.on('POST /models/bikes/monitor-runs', { status: 202, body: { runId: 'm-1', executionArn: 'arn' } });
    caller.platform.on('GET /models/bikes/monitor-runs/m-1', { body: run });
    const window = ['--start', '2026-01-01T01:00:00+01:00', '--end', '2026-01-01T02:00:00Z'];
    const ran = await caller.mlops('monitor', 'run', '--model', 'bikes', ...window, '--wait', '--json');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toEqual(run);
    expect(JSON.parse(String(caller.platform.received[0]?.body))).toEqual({
      window: { start: '2026-01-01T00:00:00.000Z', end: '2026-01-01T02:00:00.000Z' },
    });
  });

  it.each(['yesterday', '2026-01-01', '2026-01-01T00:00:00', '2026-13-01T00:00:00Z'])(
    'refuses the time %s, because it would mean different things on different machines, or nothing',
    async (time) => {
      const ran = await caller.mlops(
        'monitor',
        'run',
        '--model',
        'bikes',
        '--start',
        time,
        '--end',
        '2026-01-02T00:00:00Z',
      );
      expect(ran.code).toBe(1);
      expect(ran.err).toContain('expected a time such as 2026-01-01T00:00:00Z');
      expect(caller.platform.received).toHaveLength(0);
    },
  );
});
