import { InvalidInput } from '../../domain/errors.js';
import type { ReportCapture } from '../../domain/monitoring/monitor-report.js';
import { WindowSummary } from '../../domain/monitoring/window-summary.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { type MonitorPlan, runKeys } from '../documents/monitor-plan.js';
import {
  CAPTURE_COUNTS,
  type CaptureCounts,
  decode,
  decodeSummary,
  type ShardSummary,
} from '../documents/monitor-summary.js';
import { fetchAhead } from './fetch-ahead.js';

export interface SummaryFile {
  readonly shard: number;
  /** Bytes. */
  readonly size: number;
  /** The digest of the exclusions that must have been left out; '' for none. */
  readonly exclusions: string;
}

export interface MergedSummaries {
  /** Null where there was nothing to merge. */
  readonly window: WindowSummary | null;
  readonly capture: ReportCapture;
  /** Why summaries could not be merged, by shard. */
  readonly damaged: ReadonlyMap<number, string>;
}

const AHEAD = { items: 8, bytes: 64 * 1024 * 1024 };
const PROBLEMS = 20;
const NAMED_VERSIONS = 100;

/**
 * Merges the summaries of a run in the order of the shards, few of them in memory at a time. What cannot be merged is
 * missing from the window, and told.
 * @param known problems that came up before
 */
export async function mergeSummaries(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  runPrefix: string,
  plan: MonitorPlan,
  files: readonly SummaryFile[],
  known: readonly string[],
): Promise<MergedSummaries> {
  const window = files.length === 0 ? null : await emptyWindow(artifacts, runKeys.empty(runPrefix));
  const counts = Object.fromEntries(CAPTURE_COUNTS.map((name) => [name, 0])) as Record<keyof CaptureCounts, number>;
  const versions: Record<string, number> = {};
  const problems = [...known];
  const damaged = new Map<number, string>();
  const read = { shards: 0, objects: 0, bytes: 0 };
  const fetched = fetchAhead(files, AHEAD, async (file) => {
    const key = runKeys.summary(runPrefix, file.shard);
    return { file, key, bytes: await artifacts.readBytes(key) };
  });
  for await (const { file, key, bytes } of fetched) {
    const summary = mergeable(bytes, key, file);
    if (typeof summary === 'string') {
      damaged.set(file.shard, summary);
      continue;
    }
    window?.merge(summary.window);
    read.shards += 1;
    read.objects += summary.read.objects;
    read.bytes += summary.read.bytes;
    problems.push(...summary.problems);
    problems.splice(PROBLEMS);
    for (const name of CAPTURE_COUNTS) counts[name] += summary.counts[name];
    addVersions(versions, summary.versions);
  }
  const part = (planned: number, found: number) => ({ planned, read: found });
  const coverage = {
    shards: part(plan.shards, read.shards),
    objects: part(plan.objects, read.objects),
    bytes: part(plan.bytes, read.bytes),
    share: plan.objects === 0 ? 1 : read.objects / plan.objects,
  };
  return { window, capture: { ...counts, versions, problems: problems.slice(0, PROBLEMS), coverage }, damaged };
}

const emptyWindow = async (artifacts: Pick<ArtifactStore, 'readBytes'>, key: string): Promise<WindowSummary> =>
  decode(await artifacts.readBytes(key), key, WindowSummary.read);

/** The summary, or why it cannot be merged. */
function mergeable(bytes: Uint8Array, key: string, { exclusions }: SummaryFile): ShardSummary | string {
  try {
    const summary = decodeSummary(bytes, key);
    if (summary.exclusions === exclusions) return summary;
    return `${key} holds records that another part of the window has too`;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.message;
  }
}

function addVersions(versions: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [version, count] of Object.entries(more)) {
    const name = version in versions || Object.keys(versions).length < NAMED_VERSIONS ? version : 'other';
    versions[name] = (versions[name] ?? 0) + count;
  }
}
