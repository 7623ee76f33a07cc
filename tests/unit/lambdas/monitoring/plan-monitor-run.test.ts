import { describe, expect, it } from 'vitest';
import { planMonitorRun } from '../../../../lambdas/application/monitoring/plan-monitor-run.js';
import { shareOut } from '../../../../lambdas/domain/monitoring/share-out.js';
import { scheduledWindow } from '../../../../lambdas/domain/monitoring/window.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';
import { MONITOR_SETTINGS } from '../../../fixtures/monitored-model.js';

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

  it('of 100,000 objects stays under 200 KiB of state', () => {
    const shards = shareOut(Array.from({ length: 100_000 }, (_, i) => ({ size: 1000 + (i % 7) * 500_000 })));
    expect(shards.length).toBeLessThanOrEqual(1000);
    expect(JSON.stringify(shards.map((_, number) => number)).length).toBeLessThan(200 * 1024);
  });
});
