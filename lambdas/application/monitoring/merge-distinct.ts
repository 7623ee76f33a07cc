import type { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { MonitorPlan } from '../documents/monitor-plan.js';
import { dropDuplicates } from './drop-duplicates.js';
import { type MergedSummaries, mergeSummaries } from './merge-summaries.js';

export type MergedShards =
  /** Shards that have to be read again first. */
  | { readonly again: readonly number[] }
  | {
      readonly again: null;
      readonly merged: MergedSummaries;
      /** Rows of the merged shards that labels are looked for. */
      readonly scored: ScoredIds;
    };

/**
 * Merges the shards of a run, no record twice. A summary that turns out to be damaged is no part of any of it: what it was
 * to count is looked for in the others.
 */
export async function mergeDistinct(
  artifacts: ArtifactStore,
  runPrefix: string,
  plan: MonitorPlan,
  round: number,
): Promise<MergedShards> {
  const damaged = new Set<number>();
  const known: string[] = [];
  for (;;) {
    const { again, files, scored, problems } = await dropDuplicates(artifacts, runPrefix, round, { damaged });
    if (again.length > 0) return { again };
    const merged = await mergeSummaries(artifacts, runPrefix, plan, files, [...known, ...problems]);
    if (merged.damaged.size === 0) return { again: null, merged, scored };
    for (const [shard, problem] of merged.damaged) {
      damaged.add(shard);
      known.push(problem);
    }
  }
}
