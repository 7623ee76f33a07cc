import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runKeys } from '../../../../lambdas/application/documents/monitor-plan.js';
import { readReport } from '../../../../lambdas/application/monitoring/report-history.js';
import { create, hour, rows, watch } from '../../../fixtures/watched-hours.js';

const { start, end, middle } = hour(0);

describe('a window of which parts are missing', () => {
  it('of which no part was read is neither empty nor quiet, and leaves the alarm as it is', async () => {
    const model = await create();
    await model.serve(rows(300), middle);
    const { output, report, html } = await model.monitor(start, end, 'lost', [0]);
    expect(output).toMatchObject({
      state: 'unreadable',
      verdict: 'unreadable',
      complete: false,
      coverage: 0,
      violated: false,
      alarm: 0,
    });
    expect(report.capture.coverage).toMatchObject({
      shards: { planned: 1, read: 0 },
      objects: { planned: 3, read: 0 },
    });
    expect(model.metrics[0]).toMatchObject({ MonitorRan: 1, MonitorCoverage: 0, RowsMonitored: 0 });
    expect(model.metrics[0]).not.toHaveProperty('DriftAlarm');
    expect(html).toContain('could not be read');
  });

  it('whose objects hold nothing that can be read is not empty', async () => {
    const model = await create();
    await model.capture('not a record\n', middle);
    const { output, report } = await model.monitor(start, end);
    expect(output).toMatchObject({ state: 'unreadable', complete: false, coverage: 0 });
    expect(report.capture.coverage).toMatchObject({
      shards: { planned: 1, read: 1 },
      objects: { planned: 1, read: 0 },
    });
    expect(model.metrics[0]).toMatchObject({ MonitorRan: 1, MonitorCoverage: 0 });
    expect(model.metrics[0]).not.toHaveProperty('DriftAlarm');
  });

  it.each([
    [
      'ends in the middle',
      gzipSync(Buffer.from(Array.from({ length: 2000 }, (_, i) => i * 7919).join())).subarray(0, 500),
    ],
    ['has no line that is a record', '{"captureData":\n{"no":"record"}\n'],
  ])('does not count an object that %s as read', async (_, content) => {
    const model = await create();
    await model.serve(rows(300), middle, { objects: 1 });
    for (let object = 0; object < 9; object++) await model.capture(content, middle);
    const { output, report, html } = await model.monitor(start, end);
    expect(output).toMatchObject({ state: 'ok', verdict: 'ok', complete: false, coverage: 0.1 });
    const { coverage } = report.capture;
    expect(coverage).toMatchObject({ objects: { planned: 10, read: 1 }, share: 0.1 });
    expect(coverage.bytes.read).toBeLessThan(coverage.bytes.planned);
    expect(model.metrics[0]).toMatchObject({ MonitorCoverage: 0.1, RowsMonitored: 300 });
    expect(html).toContain('Incomplete: this report rests on 1 of 1 parts, 10 % of the objects.');
  });

  it('still decides where one object in twenty is damaged, so that it cannot hold an alarm for ever', async () => {
    const model = await create();
    await model.serve(rows(380), middle, { objects: 19 });
    await model.capture(gzipSync('cut').subarray(0, 12), middle);
    expect((await model.monitor(start, end)).output).toMatchObject({ complete: false, coverage: 0.95, verdict: 'ok' });
    expect(model.metrics[0]).toMatchObject({ MonitorCoverage: 0.95, DriftAlarm: 0 });
  });

  it('is complete where an object has corrupt lines beside its records', async () => {
    const model = await create();
    await model.serve(rows(300), middle, { objects: 1 });
    for await (const { key } of model.artifacts.list('capture/')) {
      const records = gunzipSync(await model.artifacts.readBytes(key));
      await model.artifacts.write(key, `${records}not json\n`, { contentType: 'text/plain' });
    }
    const { output, report } = await model.monitor(start, end);
    expect(report.capture).toMatchObject({ corruptLines: 1, records: 300 });
    expect(output).toMatchObject({ complete: true, coverage: 1 });
  });

  it('with records of other times alone is empty', async () => {
    const model = await create();
    await model.serve(rows(10), new Date(end.getTime() + 1));
    expect((await model.monitor(start, end)).output).toMatchObject({ state: 'empty', complete: true, coverage: 1 });
  });

  it('counts as violated when what was read is', async () => {
    const model = await create();
    await model.serve(rows(6400, { shift: 0.5 }), middle, { objects: 128 });
    const { output, report } = await model.monitor(start, end, 'half', [1]);
    expect(output).toMatchObject({ verdict: 'drift', violated: true, complete: false });
    expect(report.causes[0]).toContain('column temp');
    const past = await readReport(model.artifacts, output.state === 'ok' ? output.reportKey : '');
    expect(past.violated).toBe(true);
  });

  it('is replaced by the whole when it runs again', async () => {
    const model = await create();
    await model.serve(rows(640), middle, { objects: 128 });
    const half = await model.monitor(start, end, 'half', [1]);
    const whole = await model.monitor(start, end, 'whole');
    expect(half.report.rows.current).toBeLessThan(640);
    expect(whole.report).toMatchObject({ complete: true, rows: { current: 640 } });
    expect(whole.output.reportKey).toBe(half.output.reportKey);
  });

  it.each([
    ['summary', runKeys.summary],
    ['rows', runKeys.shardRows],
  ])('lacks a part whose %s are damaged, or of another release, and says why', async (_, keyOf) => {
    const model = await create();
    await model.serve(rows(640), middle, { objects: 128 });
    const planned = await model.plan(start, end);
    await model.summarise(planned);
    const key = keyOf(planned.runPrefix, 1);
    const bytes = await model.artifacts.readBytes(key);
    for (const damaged of [bytes.subarray(0, 30), Buffer.concat([Buffer.from([1]), bytes.subarray(1)])]) {
      await model.artifacts.write(key, damaged, { contentType: 'application/octet-stream' });
      const output = await model.merge(planned);
      if (output.state === 'again') throw new Error('nothing came twice');
      expect(output).toMatchObject({ state: 'ok', complete: false, coverage: 0.5 });
      const report = JSON.parse(await model.artifacts.readText(output.reportKey));
      expect(report.capture.problems[0]).toContain(key);
    }
  });
});

describe('reports of an earlier release', () => {
  it('count in the alarm rule', async () => {
    const model = await create();
    const { output } = await watch(model, 0, rows(600, { shift: 0.3 }));
    const { capture, complete: _, ...report } = JSON.parse(await model.artifacts.readText(output.reportKey));
    const { coverage: __, duplicates: ___, ...counts } = capture;
    const before = {
      ...report,
      schemaVersion: 1,
      capture: { ...counts, shards: { planned: 1, summarised: 1 }, sampled: false },
    };
    await model.artifacts.write(output.reportKey, JSON.stringify(before), { contentType: 'application/json' });
    const next = await watch(model, 1, rows(600, { shift: 0.3 }));
    expect(next.report.history).toMatchObject([{ violated: true }]);
    expect(next.output.alarm).toBe(1);
  });
});
