import { sha256 } from '../../domain/canonical-json.js';
import type { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { runKeys, shardOfKey } from '../documents/monitor-plan.js';
import { decodeExclusions, encodeExclusions, type RowsHeader } from '../documents/monitor-rows.js';
import { fetchAhead } from './fetch-ahead.js';
import type { SummaryFile } from './merge-summaries.js';
import { readRowsHeaders, scanRows } from './scan-rows.js';

/** Rows whose labels are looked for. */
export const JOINED_ROWS = 1_000_000;
/** Merges that may ask for another one. */
const ROUNDS = 3;

const AHEAD = { items: 8, bytes: 64 * 1024 * 1024 };
const BYTES = { contentType: 'application/octet-stream' };
const NOT_DISTINCT = 'holds records that another part of the window has too';

export interface DistinctShards {
  /** Shards that have to leave out records first; the exclusions of each are written. */
  readonly again: readonly number[];
  /** Else the summaries to be merged: no record is in two of them. */
  readonly files: readonly SummaryFile[];
  /** Rows that labels are looked for, by hash. */
  readonly scored: ScoredIds;
  readonly problems: readonly string[];
}

/**
 * Finds records that several shards of a run hold: they belong to the first, and the others have to leave them out. A
 * shard that was asked to and did not (it failed since, or holds others' records even so) is left out as a whole, so that
 * merging and summarising end; a merge that runs again before the shards did asks for the same.
 */
export async function dropDuplicates(
  artifacts: ArtifactStore,
  runPrefix: string,
  round: number,
  joined = JOINED_ROWS,
): Promise<DistinctShards> {
  const summaries = await sizes(artifacts, runKeys.summaries(runPrefix));
  const rowFiles = await sizes(artifacts, runKeys.rows(runPrefix));
  const asked = await sizes(artifacts, runKeys.exclusions(runPrefix));
  const candidates = [...rowFiles].filter(([shard]) => summaries.has(shard)).map(([shard, size]) => ({ shard, size }));
  const { headers, problems } = await readRowsHeaders(artifacts, runPrefix, candidates);
  const lost = await lostShards(artifacts, runPrefix, headers, asked, round);
  for (const shard of lost) headers.delete(shard);
  const { duplicates, scored } = await scanRows(artifacts, runPrefix, headers, { scored: joined });
  const again: number[] = [];
  for (const [shard, ids] of duplicates) {
    if (round >= ROUNDS || headers.get(shard)?.exclusions !== '') {
      lost.push(shard);
      headers.delete(shard);
      continue;
    }
    ids.sort();
    const bytes = encodeExclusions({ round, ids });
    await artifacts.write(runKeys.shardExclusions(runPrefix, shard), bytes, BYTES);
    again.push(shard);
  }
  return {
    again,
    files: [...headers].map(([shard, { exclusions }]) => ({ shard, size: summaries.get(shard) ?? 0, exclusions })),
    scored: scored.rows(),
    problems: [...problems, ...lost.map((shard) => `${runKeys.summary(runPrefix, shard)} ${NOT_DISTINCT}`)],
  };
}

/** Shards that were asked to leave out records before this round, and did not. */
async function lostShards(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  runPrefix: string,
  headers: ReadonlyMap<number, RowsHeader>,
  asked: ReadonlyMap<number, number>,
  round: number,
): Promise<number[]> {
  const lost: number[] = [];
  const files = [...asked].filter(([shard]) => headers.has(shard)).map(([shard, size]) => ({ shard, size }));
  const fetched = fetchAhead(files, AHEAD, async ({ shard }) => {
    const key = runKeys.shardExclusions(runPrefix, shard);
    return { shard, key, bytes: await artifacts.readBytes(key) };
  });
  for await (const { shard, key, bytes } of fetched) {
    const left = headers.get(shard)?.exclusions;
    const isOwnRound = decodeExclusions(bytes, key).round >= round;
    if (left !== sha256(bytes) && !(left === '' && isOwnRound)) lost.push(shard);
  }
  return lost;
}

async function sizes(artifacts: Pick<ArtifactStore, 'list'>, prefix: string): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for await (const { key, size } of artifacts.list(prefix)) {
    const shard = shardOfKey(key);
    if (shard !== undefined) found.set(shard, size);
  }
  return found;
}
