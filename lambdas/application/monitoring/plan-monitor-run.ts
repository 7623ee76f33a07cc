import * as z from 'zod';
import { type MonitorSettings, objectKeys } from '../../../lib/contracts/index.js';
import { InvalidInput } from '../../domain/errors.js';
import { emptyWindow, writeReference } from '../../domain/monitoring/reference.js';
import { shareOut } from '../../domain/monitoring/share-out.js';
import { requireEnded, scheduledWindow, type TimeWindow } from '../../domain/monitoring/window.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { modelName } from '../documents/manifest.js';
import {
  type MonitorPlan,
  type MonitorShard,
  type MonitorSubject,
  monitorWindowSchema,
  runKeys,
} from '../documents/monitor-plan.js';
import { encodeDocument } from '../documents/monitor-summary.js';
import { arrivalAllowance } from './arrival.js';
import { listCapture } from './list-capture.js';
import { makeReference } from './make-reference.js';
import { type BaselineTable, readBaseline } from './read-baseline.js';
import { fixedBaseline, fixedSubject, readChampion } from './read-subject.js';

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
  /** How often the run was merged. */
  readonly round: number;
}

/** What is compared with what; undefined while the model has no champion. */
interface Watched {
  readonly subject: MonitorSubject;
  readonly table: BaselineTable;
}

/**
 * Fixes the window, summarises the baseline that it is compared with, lists the capture that may hold its records, and
 * writes all of it below the run's prefix. A model without a champion gets a plan without shards. Running it again writes
 * the same.
 */
export async function planMonitorRun(
  ports: PlanMonitorRunPorts,
  settings: MonitorSettings,
  input: PlanMonitorRunInput,
): Promise<PlannedMonitorRun> {
  const { artifacts, clock } = ports;
  const { model, runId } = input;
  if (model !== settings.model) {
    throw new InvalidInput(`This monitor watches model ${settings.model}, and was asked for ${model}`);
  }
  const now = clock.now();
  const { start, end } = windowOf(input, settings, now);
  requireEnded({ start, end }, now);
  const window = { start: start.toISOString(), end: end.toISOString() };
  const watched = await readWatched(ports, settings);
  const objects = watched === undefined ? [] : await listCapture(artifacts, settings, { start, end });
  const shards = shareOut(objects);
  const runPrefix = objectKeys.monitorRun(model, runId);
  const plan: MonitorPlan = {
    schemaVersion: 2,
    model,
    runId,
    window,
    subject: watched?.subject ?? null,
    shards: shards.length,
    objects: objects.length,
    bytes: objects.reduce((sum, object) => sum + object.size, 0),
  };
  await inBatches(shards, async (shard, number) => {
    const document: MonitorShard = {
      schemaVersion: 2,
      objects: shard.map(({ key, size, lastModified }) => ({ key, size, lastModified: lastModified.toISOString() })),
    };
    await writeJson(artifacts, runKeys.shard(runPrefix, number), document);
  });
  if (watched !== undefined) await writeReferenceOf(artifacts, runPrefix, watched);
  await writeJson(artifacts, runKeys.plan(runPrefix), plan);
  return { model, runId, runPrefix, window, shards: shards.map((_, number) => number), round: 0 };
}

async function readWatched(
  { artifacts, registry }: PlanMonitorRunPorts,
  settings: MonitorSettings,
): Promise<Watched | undefined> {
  if (settings.baselineKey !== undefined || registry === undefined) {
    const baseline = await pinned(artifacts, fixedBaseline(settings));
    const table = await readBaseline(artifacts, baseline);
    return { subject: fixedSubject(table, baseline), table };
  }
  const subject = await readChampion(registry, artifacts, settings.model);
  return subject === undefined ? undefined : { subject, table: await readBaseline(artifacts, subject.baseline) };
}

/** With the version that is current, so that all of the run and its report are of one, whatever is put there meanwhile. */
async function pinned(
  artifacts: ArtifactStore,
  { key, versionId }: MonitorSubject['baseline'],
): Promise<MonitorSubject['baseline']> {
  return { key, versionId: versionId ?? (await artifacts.head(key)).versionId };
}

async function writeReferenceOf(
  artifacts: ArtifactStore,
  runPrefix: string,
  { subject, table }: Watched,
): Promise<void> {
  const reference = await makeReference(subject, table);
  const documents = [
    [runKeys.reference(runPrefix), encodeDocument((writer) => writeReference(reference, writer))],
    [runKeys.empty(runPrefix), encodeDocument((writer) => emptyWindow(reference).write(writer))],
  ] as const;
  for (const [key, bytes] of documents) {
    await artifacts.write(key, bytes, { contentType: 'application/octet-stream' });
  }
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

const PARALLEL_WRITES = 16;

async function inBatches<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += PARALLEL_WRITES) {
    await Promise.all(items.slice(from, from + PARALLEL_WRITES).map((item, i) => work(item, from + i)));
  }
}

const writeJson = (artifacts: ArtifactStore, key: string, document: object) =>
  artifacts.write(key, JSON.stringify(document), { contentType: 'application/json' });
