import { describe, expect, it } from 'vitest';
import { MODEL, notification, prepare } from '../../../fixtures/alarm-response.js';
import { ManualClock } from '../../../fixtures/manual-clock.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';

const INCOMPLETE = { metric: 'MonitorCoverage' };

/** The response, and reports of hours of one day, each written a minute after the one before. */
async function reported() {
  const clock = new ManualClock();
  const artifacts = new MemoryArtifactStore(clock);
  const { respond, sent } = await prepare(undefined, artifacts);
  const folder = (hour: number) =>
    `monitoring/${MODEL}/reports/20260301T0${hour}0000000Z_20260301T0${hour + 1}0000000Z/`;
  const report = async (hour: number, facts: object) => {
    clock.advance(60);
    const body = {
      ...{ model: MODEL, version: 1, state: 'ok', verdict: 'ok', violated: false, alarm: false, causes: [] },
      window: { start: `2026-03-01T0${hour}:00:00.000Z`, end: `2026-03-01T0${hour + 1}:00:00.000Z` },
      ...{ rows: { reference: 10, current: 10 }, columns: {}, quality: null, schemaVersion: 2, complete: true },
      ...facts,
    };
    await artifacts.write(`${folder(hour)}report.json`, JSON.stringify(body), { contentType: 'application/json' });
  };
  return { respond, sent, report, folder };
}

describe('the alarm of a window that was read in part only', () => {
  it('names that window, which need not be the newest, and the command that runs it again', async () => {
    const { respond, sent, report, folder } = await reported();
    await report(7, {});
    await report(3, { complete: false });
    await respond(notification(INCOMPLETE));
    const text = sent[0]?.text ?? '';
    expect(text).toContain('Incomplete report: window 2026-03-01T03:00:00.000Z to 2026-03-01T04:00:00.000Z');
    expect(text).toContain(`${folder(3)}report.html`);
    expect(text).toContain(
      `mlops monitor run --model ${MODEL} --start 2026-03-01T03:00:00.000Z --end 2026-03-01T04:00:00.000Z --wait`,
    );
  });

  it('names the one that was written last where several were', async () => {
    const { respond, sent, report } = await reported();
    await report(7, { complete: false });
    await report(3, { complete: false });
    await respond(notification(INCOMPLETE));
    expect(sent[0]?.text).toContain('--start 2026-03-01T03:00:00.000Z');
  });

  it('names no report where none is incomplete, as those that do not say', async () => {
    const { respond, sent, report } = await reported();
    await report(3, { schemaVersion: 1, complete: undefined });
    await respond(notification(INCOMPLETE));
    expect(sent[0]?.text).not.toContain('report: window');
    expect(sent[0]?.text).toContain('--start … --end …');
  });

  it('names the newest when it ends', async () => {
    const { respond, sent, report } = await reported();
    await report(3, { complete: false });
    await report(7, {});
    await respond(notification({ ...INCOMPLETE, state: 'OK', from: 'ALARM' }));
    expect(sent[0]?.text).toContain('Newest report: window 2026-03-01T07:00:00.000Z');
    expect(sent[0]?.text).toContain('Next: nothing; it is over.');
  });
});
