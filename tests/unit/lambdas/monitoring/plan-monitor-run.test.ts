import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runKeys } from '../../../../lambdas/application/documents/monitor-plan.js';
import { type MergeAgain, mergeMonitorRun } from '../../../../lambdas/application/monitoring/merge-monitor-run.js';
import { planMonitorRun } from '../../../../lambdas/application/monitoring/plan-monitor-run.js';
import { summariseShard } from '../../../../lambdas/application/monitoring/summarise-shard.js';
import { scheduledWindow } from '../../../../lambdas/domain/monitoring/window.js';
import { hourFolder } from '../../../../lib/contracts/index.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { MODEL, MONITOR_SETTINGS } from '../../../fixtures/monitored-model.js';
import { create, hour } from '../../../fixtures/watched-hours.js';

const now = new Date('2026-03-01T12:34:56.789Z');

describe('the window of a scheduled run', () => {
  it('ends before the planned time by what delivery takes, and touches the one before', () => {
    const window = scheduledWindow('2026-03-01T12:00:00Z', 60, 180_000, now);
    expect(window).toEqual({ start: new Date('2026-03-01T10:57:00Z'), end: new Date('2026-03-01T11:57:00Z') });
    expect(scheduledWindow('2026-03-01T13:00:00Z', 60, 180_000, now).start).toEqual(window.end);
  });

  it.each(['<aws.scheduler.scheduled-time>', undefined])('goes by the clock when the planned time is %s', (planned) => {
    expect(scheduledWindow(planned, 5, 180_000, now).end).toEqual(new Date('2026-03-01T12:31:00Z'));
  });
});

describe('the plan of a monitor run', () => {
  const ports = {
    artifacts: new MemoryArtifactStore(),
    registry: { readAlias: async () => undefined, readVersion: async () => undefined },
    clock: { now: () => now },
  };
  const run = { model: 'bike', runId: 'run-1' };

  it('stands below the run, which travels on with numbers of shards', async () => {
    const planned = await planMonitorRun(ports, MONITOR_SETTINGS, { ...run, windowMinutes: 60 });
    expect(planned).toEqual({
      ...run,
      runPrefix: 'monitoring/bike/runs/run-1/',
      window: { start: '2026-03-01T11:31:00.000Z', end: '2026-03-01T12:31:00.000Z' },
      shards: [],
      round: 0,
    });
    const plan = JSON.parse(await ports.artifacts.readText('monitoring/bike/runs/run-1/plan.json'));
    expect(plan).toMatchObject({ subject: null, shards: 0 });
  });

  it.each([
    ['of another model', { ...run, model: 'other', windowMinutes: 60 }, /watches model bike/],
    ['without a window', run, /needs a window/],
    [
      'of a window that ends in the future',
      { ...run, window: { start: '2026-03-01T12:00:00.000Z', end: '2026-03-01T12:35:01.790Z' } },
      /ends at 2026-03-01T12:35:01.790Z.*at most 5 s after 2026-03-01T12:34:56.789Z/,
    ],
  ])('%s is refused', async (_, input, message) => {
    await expect(planMonitorRun(ports, MONITOR_SETTINGS, input)).rejects.toThrow(message);
  });

  it('takes a window that ends within the skew of two clocks', async () => {
    const window = { start: '2026-03-01T12:00:00.000Z', end: '2026-03-01T12:35:01.789Z' };
    await expect(planMonitorRun(ports, MONITOR_SETTINGS, { ...run, window })).resolves.toMatchObject({ window });
  });

  it('needs a fixed baseline where there is no registry', async () => {
    const { registry: _, ...without } = ports;
    await expect(planMonitorRun(without, MONITOR_SETTINGS, { ...run, windowMinutes: 60 })).rejects.toThrow(
      /neither a registry nor a baseline/,
    );
  });

  it('of 100,000 objects of any size stays under 200 KiB of state, and its shards hold each object once', async () => {
    const model = await create();
    const { start, end } = hour(0);
    const prefix = `${model.settings.captureKeyPrefix}${hourFolder(start)}/`;
    const keys = Array.from({ length: 100_000 }, (_, at) => `${prefix}${String(at).padStart(6, '0')}`);
    for (const key of keys) await model.artifacts.write(key, key, { contentType: 'text/plain' });
    const planned = await model.plan(start, end);
    expect(Buffer.byteLength(JSON.stringify(planned))).toBeLessThan(200 * 1024);
    expect(planned.shards.length).toBeLessThanOrEqual(1000);
    const lists = await Promise.all(
      planned.shards.map(async (shard) =>
        JSON.parse(await model.artifacts.readText(runKeys.shard(planned.runPrefix, shard))),
      ),
    );
    expect(lists.flatMap(({ objects }) => objects.map(({ key }: { key: string }) => key))).toEqual(keys);
    // The largest state after it: every shard is to be summarised again.
    const { runId, runPrefix, shards } = planned;
    const again: MergeAgain = { state: 'again', model: MODEL, runId, runPrefix, shards, round: 1 };
    expect(Buffer.byteLength(JSON.stringify(again))).toBeLessThan(200 * 1024);
  });
});

describe('an endpoint that no registry knows', () => {
  const baseline = 'a,b,prediction\n'.concat(
    Array.from({ length: 400 }, (_, row) => `${row / 400},${['x', 'y'][row % 2]},${row / 40}\n`).join(''),
  );
  const { start, end, middle } = hour(0);
  const settings = { ...MONITOR_SETTINGS, baselineKey: 'baselines/first.csv.gz' };
  const clock = { now: () => new Date(end.getTime() + 3_600_000) };

  /** A window of SageMaker's own capture: CSV in and out, a record a line. */
  async function watched(shift: number) {
    const artifacts = new MemoryArtifactStore();
    await artifacts.write('baselines/first.csv.gz', gzipSync(baseline), { contentType: 'application/gzip' });
    const lines = Array.from({ length: 300 }, (_, row) => {
      const at = ((row * 0.618034) % 1) + shift;
      const csv = (data: string) => ({ data, encoding: 'CSV', mode: 'INPUT', observedContentType: 'text/csv' });
      return JSON.stringify({
        captureData: { endpointInput: csv(`${at},${['x', 'y'][row % 2]}`), endpointOutput: csv(String(10 * at)) },
        eventMetadata: { eventId: `event-${row}`, inferenceTime: middle.toISOString() },
        eventVersion: '0',
      });
    });
    const key = `${settings.captureKeyPrefix}${hourFolder(middle)}/capture.jsonl`;
    await artifacts.write(key, lines.join('\n'), { contentType: 'application/x-ndjson' });
    const window = { start: start.toISOString(), end: end.toISOString() };
    const run = await planMonitorRun({ artifacts, clock }, settings, { model: MODEL, runId: 'r', window });
    for (const shard of run.shards) await summariseShard({ artifacts }, settings, { ...run, shard });
    const output = await mergeMonitorRun({ artifacts, clock, publish: () => undefined }, settings, run);
    return output.state === 'again' ? undefined : JSON.parse(await artifacts.readText(output.reportKey));
  }

  it('is watched by a fixed baseline, in gzip here', async () => {
    const quiet = await watched(0);
    expect(quiet).toMatchObject({ state: 'ok', verdict: 'ok', version: null, rows: { reference: 400, current: 300 } });
    expect(Object.keys(quiet.columns)).toEqual(['a', 'b']);
    expect(quiet.quality).toMatchObject({ verdict: 'not-comparable', rows: 300, labelled: 0 });
    const moved = await watched(0.5);
    expect(moved).toMatchObject({ verdict: 'drift', violated: true });
    expect(moved.prediction).toMatchObject({ name: 'prediction', verdict: 'drift' });
    expect(moved.columns.a.current.outOfRange).toBeGreaterThan(0.4);
    expect(moved.columns.b.verdict).toBe('ok');
  });
});
