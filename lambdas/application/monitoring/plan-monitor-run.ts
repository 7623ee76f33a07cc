import * as z from 'zod';
import { hourFolder, type MonitorSettings, objectKeys } from '../../../lib/contracts/index.js';
import { InvalidInput } from '../../domain/errors.js';
import { shareOut } from '../../domain/monitoring/share-out.js';
import { requireEnded, scheduledWindow, type TimeWindow } from '../../domain/monitoring/window.js';
import type { ArtifactStore, ArtifactSummary } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { modelName } from '../documents/manifest.js';
import { type MonitorPlan, type MonitorShard, monitorWindowSchema, runKeys } from '../documents/monitor-plan.js';
import { arrivalAllowance } from './arrival.js';
import { readChampion, readFixedBaseline } from './read-subject.js';

/** On demand with `window`; scheduled with `windowMinutes`, and `scheduledTime` where the schedule fills it in. */
export const planMonitorRunSchema = z.object({
  model: modelName,
  runId: z.string().min(1).max(100),
  window: monitorWindowSchema.optional(),
  scheduledTime: z.string().optional(),
  windowMinutes: z.number().positive().optional(),
});
export type PlanMonitorRunInput = z.infer<typeof planMonitorRunSchema>;

export interface PlanMonitorRunPorts {
  readonly artifacts: ArtifactStore;
  /** Without it, the settings name a fixed baseline. */
  readonly registry?: Pick<ModelRegistryStore, 'readAlias' | 'readVersion'>;
  readonly clock: Clock;
}

/** What travels on between the states of a run; `shards` numbers the lists below the run's prefix. */
export interface PlannedMonitorRun {
  readonly model: string;
  readonly runId: string;
  readonly runPrefix: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly shards: readonly number[];
}

/**
 * Fixes the window and what it is compared with, lists the capture that may hold its records, and writes both below the
 * run's prefix. A model without a champion gets a plan without shards. Running it again writes the same plan.
 */
export async function planMonitorRun(
  { artifacts, registry, clock }: PlanMonitorRunPorts,
  settings: MonitorSettings,
  input: PlanMonitorRunInput,
): Promise<PlannedMonitorRun> {
  const { model, runId } = input;
  if (model !== settings.model) {
    throw new InvalidInput(`This monitor watches model ${settings.model}, and was asked for ${model}`);
  }
  const now = clock.now();
  const { start, end } = windowOf(input, settings, now);
  requireEnded({ start, end }, now);
  const window = { start: start.toISOString(), end: end.toISOString() };
  const subject =
    settings.baselineKey === undefined && registry !== undefined
      ? await readChampion(registry, artifacts, model)
      : await readFixedBaseline(artifacts, settings);
  const objects = subject === undefined ? [] : await listCapture(artifacts, settings, { start, end });
  const shards = shareOut(objects);
  const runPrefix = objectKeys.monitorRun(model, runId);
  const plan: MonitorPlan = {
    schemaVersion: 1,
    model,
    runId,
    window,
    subject: subject ?? null,
    shards: shards.length,
    objects: objects.length,
    bytes: objects.reduce((sum, object) => sum + object.size, 0),
  };
  await inBatches(shards, async (shard, number) => {
    const document: MonitorShard = {
      schemaVersion: 1,
      objects: shard.map(({ key, lastModified }) => ({ key, lastModified: lastModified.toISOString() })),
    };
    await writeJson(artifacts, runKeys.shard(runPrefix, number), document);
  });
  await writeJson(artifacts, runKeys.plan(runPrefix), plan);
  return { model, runId, runPrefix, window, shards: shards.map((_, number) => number) };
}

function windowOf(
  { window, scheduledTime, windowMinutes }: PlanMonitorRunInput,
  settings: MonitorSettings,
  now: Date,
): TimeWindow {
  if (window !== undefined) return { start: new Date(window.start), end: new Date(window.end) };
  if (windowMinutes === undefined) {
    throw new InvalidInput('A monitor run needs a window {"start","end"}, or windowMinutes of a schedule');
  }
  return scheduledWindow(scheduledTime, windowMinutes, arrivalAllowance(settings), now);
}

/**
 * Objects of the hour folders around the window. Firehose names the hour of an object's oldest record, which may have come
 * up to a delivery before the window's first; at the end the last records may be that much later.
 */
async function listCapture(
  artifacts: ArtifactStore,
  settings: MonitorSettings,
  { start, end }: TimeWindow,
): Promise<ArtifactSummary[]> {
  const { captureKeyPrefix: prefix } = settings;
  const allowance = arrivalAllowance(settings);
  const startAfter = `${prefix}${hourFolder(new Date(start.getTime() - allowance))}/`;
  const last = `${prefix}${hourFolder(new Date(end.getTime() + allowance))}/\uffff`;
  const objects: ArtifactSummary[] = [];
  for await (const object of artifacts.list(prefix, { startAfter })) {
    if (object.key > last) break;
    if (object.size > 0 && object.lastModified.getTime() >= start.getTime() - CLOCK_SKEW) objects.push(object);
  }
  return objects;
}

/** An object written before the window began can hold none of its records, clocks that differ a little allowed for. */
const CLOCK_SKEW = 60_000;
const PARALLEL_WRITES = 16;

async function inBatches<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += PARALLEL_WRITES) {
    await Promise.all(items.slice(from, from + PARALLEL_WRITES).map((item, i) => work(item, from + i)));
  }
}

const writeJson = (artifacts: ArtifactStore, key: string, document: object) =>
  artifacts.write(key, JSON.stringify(document), { contentType: 'application/json' });
