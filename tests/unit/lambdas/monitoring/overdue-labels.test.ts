import { describe, expect, it } from 'vitest';
import type { MonitorSettings } from '../../../../lib/contracts/index.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { create, hour, rows } from '../../../fixtures/watched-hours.js';

const SIX_HOURS = 6 * 3600;

/** A monitored model whose objects are written when the clock says so. */
async function prepare(settings: Partial<MonitorSettings> = { labelsWithinSeconds: SIX_HOURS }) {
  let now = hour(0).start;
  const model = await create({ settings }, new MemoryArtifactStore({ now: () => now }));
  const serve = (n: number, count = 2) => {
    now = hour(n).middle;
    return model.serve(rows(count), now, { objects: 1 });
  };
  /** Labels of a record, written at the end of the n-th hour. */
  const label = (n: number, id = 'of-another-window', folder = hour(n).end) => {
    now = hour(n).end;
    return model.label([id], [1], folder);
  };
  const monitor = (n: number) => model.monitor(hour(n).start, hour(n).end, `run-${n}`);
  const serveHours = async (from: number, to: number) => {
    for (let n = from; n <= to; n++) await serve(n);
  };
  return { model, serve, serveHours, label, monitor };
}

describe('labels that are awaited', () => {
  it('are overdue when what was captured since the newest is older than they may take', async () => {
    const { serveHours, label, monitor } = await prepare();
    await serveHours(0, 11);
    await label(3);
    const inTime = await monitor(9);
    expect(inTime.report).toMatchObject({ violated: false, causes: [], quality: { overdue: null } });
    const late = await monitor(10);
    const newest = hour(3).end.toISOString();
    const cause = `labels are overdue: the newest came at ${newest}, one every 6 hours expected`;
    expect(late.report).toMatchObject({
      violated: true,
      alarm: false,
      causes: [cause],
      quality: { verdict: 'insufficient-data', overdue: { newest, withinSeconds: SIX_HOURS } },
    });
    expect(late.html).toContain(cause);
    expect(late.html).toContain('labels are overdue</h1>');
    expect((await monitor(11)).output).toMatchObject({ violated: true, alarm: 1 });
  });

  it('are none too late until they may be, from the first captured records on', async () => {
    const { serveHours, monitor } = await prepare();
    await serveHours(0, 6);
    expect((await monitor(5)).report).toMatchObject({ violated: false, quality: { overdue: null } });
    expect((await monitor(6)).report).toMatchObject({
      causes: ['labels are overdue: none ever came, one every 6 hours expected'],
      quality: { overdue: { newest: null } },
    });
  });

  it('are not of a time in which the model answered nothing', async () => {
    const { serve, serveHours, label, monitor } = await prepare();
    await serveHours(0, 3);
    await label(3);
    await serve(30);
    expect((await monitor(30)).report).toMatchObject({ violated: false, quality: { overdue: null } });
  });

  it('count by when they were written, whatever hour their folder names', async () => {
    const { serveHours, label, monitor } = await prepare();
    await serveHours(0, 10);
    await label(8, 'late', hour(0).end);
    expect((await monitor(10)).report.quality.overdue).toBeNull();
  });

  it('were overdue even if they have come since: the window says the same again', async () => {
    const { serveHours, label, monitor } = await prepare();
    await serveHours(0, 12);
    await label(3);
    const first = await monitor(10);
    await label(11);
    const again = await monitor(10);
    expect(first.report.causes).toHaveLength(1);
    expect(again.report.quality).toEqual(first.report.quality);
    expect(again.report.causes).toEqual(first.report.causes);
    expect((await monitor(12)).report.violated).toBe(false);
  });

  it('leave a drift and what it is called as they are', async () => {
    const { model, serveHours, serve, monitor } = await prepare();
    await serveHours(0, 9);
    await serve(10, 600);
    expect((await monitor(10)).html).toContain('No drift, but labels are overdue</h1>');
    await model.serve(rows(600, { shift: 3 }), hour(10).middle);
    const { report, html } = await monitor(10);
    expect(report).toMatchObject({ verdict: 'drift', causes: [expect.stringContaining('temp'), expect.anything()] });
    expect(html).toContain('<h1>Drift</h1>');
  });
});

it('labels that nobody awaits are never overdue', async () => {
  const { serveHours, monitor } = await prepare({});
  await serveHours(0, 20);
  expect((await monitor(20)).report).toMatchObject({ violated: false, quality: { overdue: null } });
});
