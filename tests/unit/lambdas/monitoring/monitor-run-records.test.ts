import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hourFolder } from '../../../../lib/contracts/index.js';
import type { MonitoredModel } from '../../../fixtures/monitored-model.js';
import { create, hour, rows } from '../../../fixtures/watched-hours.js';

describe('a monitor run', () => {
  it('has a state of its own for a window without records, and leaves the alarm as it is', async () => {
    const model = await create();
    const { output, planned } = await model.monitor(hour(0).start, hour(0).end);
    expect(planned.shards).toEqual([]);
    expect(output).toMatchObject({ state: 'empty', verdict: 'empty', violated: false, alarm: 0, driftedColumns: [] });
    expect(model.metrics[0]).toMatchObject({ MonitorRan: 1, RowsMonitored: 0 });
    expect(model.metrics[0]).not.toHaveProperty('DriftAlarm');
  });

  it('reports that there is no champion, and that it ran', async () => {
    const model = await create();
    await model.serve(rows(300), hour(0).middle);
    model.champion = undefined;
    const { output, planned, html } = await model.monitor(hour(0).start, hour(0).end);
    expect(planned.shards).toEqual([]);
    expect(output).toMatchObject({ state: 'no-champion', verdict: 'no-champion', violated: false, alarm: 0 });
    expect(model.metrics[0]).toMatchObject({ MonitorRan: 1 });
    expect(html).toContain('No champion');
  });

  it('judges prediction and quality by the rows of the champion alone, columns by all', async () => {
    const model = await create();
    const { start, end, middle } = hour(0);
    const candidate = rows(400, { error: 30 });
    const ids = await model.serve(candidate, middle, { version: 2 });
    await model.label(
      ids,
      candidate.map(({ label }) => label ?? null),
      end,
    );
    const own = await model.serve(rows(300), middle, { version: 1 });
    await model.label(
      own,
      rows(300).map(({ label }) => label ?? null),
      end,
    );
    const { report } = await model.monitor(start, end);
    expect(report.rows.current).toBe(700);
    expect(report.quality).toMatchObject({ verdict: 'ok', labelled: 300, coverage: 1 });
    expect(report.capture.versions).toEqual({ 1: 300, 2: 400 });
  });

  it('counts a record that was delivered twice once, and replaces the report of a window that runs again', async () => {
    const model = await create();
    const { start, end, middle } = hour(0);
    await model.serve(rows(300), middle, { objects: 1 });
    const [object] = await keys(model, 'capture/');
    await model.capture(await model.artifacts.readBytes(object ?? ''), middle);
    const first = await model.monitor(start, end);
    expect(first.report.rows.current).toBe(300);
    expect(first.report.capture.records).toBe(600);
    const again = await model.monitor(start, end, 'again');
    expect(again.output).toEqual(first.output);
    expect({ ...again.report, runId: '' }).toEqual({ ...first.report, runId: '' });
    expect((await keys(model, 'monitoring/bike/reports/')).filter((key) => key.endsWith('report.json'))).toHaveLength(
      1,
    );
  });

  it('takes the latest label of a record, whatever came before, and none that was taken back', async () => {
    const model = await create();
    const { start, end, middle } = hour(0);
    const served = rows(400);
    const ids = await model.serve(served, middle);
    await model.label(
      ids,
      served.map(() => 1e6),
      middle,
    );
    await later();
    await model.label(
      ids,
      served.map(({ label }) => label ?? null),
      middle,
    );
    await later();
    await model.label(
      ids.slice(0, 100),
      ids.slice(0, 100).map(() => null),
      end,
    );
    const { report } = await model.monitor(start, end);
    expect(report.quality).toMatchObject({ verdict: 'ok', labelled: 300, coverage: 0.75 });
  });

  it('skips labels that cannot be read, one with two values too, and says in report and page how many', async () => {
    const model = await create();
    const { start, end, middle } = hour(0);
    const served = rows(300);
    const ids = await model.serve(served, middle);
    await model.label(
      ids,
      served.map(({ label }, row) => (row === 0 ? `${label},1` : (label ?? null))),
      end,
    );
    const key = `ground-truth/bike/${hourFolder(end)}/broken.jsonl`;
    await model.artifacts.write(key, '{"label":1}\n', { contentType: 'application/x-ndjson' });
    const { report, html } = await model.monitor(start, end);
    expect(report.quality).toMatchObject({ verdict: 'ok', labelled: 299 });
    expect(report.groundTruth).toMatchObject({ objects: 2, damagedObjects: 0, lines: 301, corruptLines: 2 });
    expect(report.groundTruth.problems).toHaveLength(2);
    expect(html).toContain('301 lines of labels in 2 objects; 2 lines and 0 objects of them could not be read');
    expect(html).toContain('has 2 values, expected the label alone');
  });

  it('counts what cannot be read, and judges the rest', async () => {
    const model = await create();
    const { start, end, middle } = hour(0);
    await model.serve(rows(300), middle);
    await model.capture('{"captureData":\nnot json at all\n', middle);
    const whole = gzipSync(Buffer.from(Array.from({ length: 2000 }, (_, i) => `{"x":${i * 7919}}`).join('\n')));
    await model.capture(whole.subarray(0, 500), middle);
    const { output, report } = await model.monitor(start, end);
    expect(output.verdict).toBe('ok');
    expect(report.rows.current).toBe(300);
    expect(report.capture.corruptLines).toBeGreaterThan(2);
    expect(report.capture.damagedObjects).toBe(1);
    expect(report.capture.problems[0]).toMatch(/^capture\/bike\//);
  });

  it('takes the records of the window alone, from objects that came up to the buffer around it', async () => {
    const model = await create();
    const { start, end } = hour(0);
    await model.serve(rows(200), new Date(end.getTime() - 1), { objects: 1 });
    await model.serve(rows(150), end, { objects: 1 });
    await model.serve(rows(150), new Date(start.getTime() - 1), { objects: 1 });
    const { report } = await model.monitor(start, end);
    expect(report.capture).toMatchObject({ records: 200, outside: 300, objects: 3 });
  });

  it("takes records of an object that began before the window, and lies in the folder of its oldest record's hour", async () => {
    const model = await create();
    const { start, end } = hour(0);
    const [before, after] = [new Date(start.getTime() - 20_000), new Date(start.getTime() + 20_000)];
    await model.serve(rows(150), before, { objects: 1 });
    await model.serve(rows(150), after, { objects: 1 });
    const [older, newer] = await keys(model, 'capture/');
    const both = [older, newer].map(async (key) => gunzipSync(await model.artifacts.readBytes(key ?? '')).toString());
    await model.capture((await Promise.all(both)).join(''), before);
    await model.artifacts.write(newer ?? '', '', { contentType: 'application/gzip' });
    expect((await model.monitor(start, end)).report.capture).toMatchObject({ records: 150, objects: 2 });
  });

  it('says so when a part of the window was not summarised, in report, metrics and page', async () => {
    const model = await create();
    const { start, end } = hour(0);
    await model.serve(rows(300), hour(0).middle, { objects: 70 });
    const whole = await model.monitor(start, end);
    expect(whole.planned.shards).toEqual([0, 1]);
    expect(whole.report.complete).toBe(true);
    expect(whole.report.capture.coverage).toMatchObject({ shards: { planned: 2, read: 2 }, share: 1 });
    expect(whole.html).not.toContain('Incomplete');
    const part = await model.monitor(start, end, 'part', [1]);
    expect(part.output).toMatchObject({ state: 'ok', complete: false, coverage: 64 / 70 });
    expect(part.report.complete).toBe(false);
    expect(part.report.capture.coverage).toMatchObject({
      shards: { planned: 2, read: 1 },
      objects: { planned: 70, read: 64 },
      share: 64 / 70,
    });
    expect(part.report.rows.current).toBeLessThan(300);
    expect(part.html).toContain('Incomplete: this report rests on 1 of 2 parts, 91.4 % of the objects.');
    expect(model.metrics.map(({ MonitorCoverage }) => MonitorCoverage)).toEqual([1, 64 / 70]);
  });
});

const later = () => new Promise((resolve) => setTimeout(resolve, 5));

async function keys(model: MonitoredModel, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of model.artifacts.list(prefix)) found.push(key);
  return found;
}
