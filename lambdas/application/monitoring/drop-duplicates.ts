import { MONITOR_LIMITS } from '../../../lib/contracts/index.js';
import { sha256 } from '../../domain/canonical-json.js';
import type { RowMarks } from '../../domain/monitoring/row-marks.js';
import { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { runKeys, shardOfKey } from '../documents/monitor-plan.js';
import {
  decodeExclusions,
  encodeExclusions,
  ROWS_HEADER_BYTES,
  type RowsHeader,
  visitRows,
} from '../documents/monitor-rows.js';
import { fetchAhead } from './fetch-ahead.js';
import type { SummaryFile } from './merge-summaries.js';
import { readRowsHeaders } from './read-rows-headers.js';
import { type ExclusionsFile, leftOut, type ScannedRows, scanRows } from './scan-rows.js';

/** Rows whose labels are looked for. */
export const JOINED_ROWS = 1_000_000;
/** Merges that may ask for another one. */
const ROUNDS = MONITOR_LIMITS.rounds;

const AHEAD = { items: 8, bytes: 64 * 1024 * 1024 };
const BYTES = { contentType: 'application/octet-stream' };
const NOT_DISTINCT = 'holds records that another part of the window has too';

export interface DistinctShards {
  /** Shards that have to be read again first; the exclusions of each are written. */
  readonly again: readonly number[];
  /** Else the summaries to be merged: no record is in two of them. */
  readonly files: readonly SummaryFile[];
  /** Rows of those shards that labels are looked for, by hash. */
  readonly scored: ScoredIds;
  readonly problems: readonly string[];
}

export interface DropOptions {
  /** @default 1,000,000 */
  readonly joined?: number;
  /** Shards whose summary turned out to be damaged. @default none */
  readonly damaged?: ReadonlySet<number>;
}

/**
 * Finds records that several shards of a run hold: they belong to the first, and the others have to leave them out. A
 * shard that was asked to and did not (it failed since, or holds others' records even so) is left out as a whole, so that
 * merging and summarising end. What others left out because of it is given back to the first of them that has it. A merge
 * that runs again before the shards did asks for the same.
 */
export async function dropDuplicates(
  artifacts: ArtifactStore,
  runPrefix: string,
  round: number,
  { joined = JOINED_ROWS, damaged = new Set() }: DropOptions = {},
): Promise<DistinctShards> {
  const summaries = await sizes(artifacts, runKeys.summaries(runPrefix));
  const rowFiles = await sizes(artifacts, runKeys.rows(runPrefix));
  const candidates = [...rowFiles]
    .filter(([shard]) => summaries.has(shard) && !damaged.has(shard))
    .map(([shard, size]) => ({ shard, size }));
  const { headers, problems: unreadable } = await readRowsHeaders(artifacts, runPrefix, candidates);
  const asked = await readAsked(artifacts, runPrefix, headers, round);
  const problems = [...unreadable];
  let scanned: ScannedRows;
  for (;;) {
    const isWhole = headers.size === candidates.length && damaged.size === 0;
    const exclusions = isWhole ? [] : [...asked.done, ...asked.stale].filter(({ shard }) => headers.has(shard));
    scanned = await scanRows(artifacts, runPrefix, headers, { scored: joined, exclusions });
    const lost = lostShards([...scanned.duplicates.keys()], headers, asked.failed, round);
    if (lost.length === 0) break;
    for (const shard of lost) {
      headers.delete(shard);
      problems.push(`${runKeys.summary(runPrefix, shard)} ${NOT_DISTINCT}`);
    }
  }
  const { duplicates, orphans, scored } = scanned;
  for (const [shard, marks] of duplicates) await exclude(artifacts, runPrefix, shard, marks, round);
  const returned = round < ROUNDS ? asked.done.filter(({ shard }) => orphans.has(shard)) : [];
  await giveBack(artifacts, runPrefix, returned, orphans, round);
  const again = [...duplicates.keys(), ...returned.map(({ shard }) => shard)];
  for (const [shard, { count }] of orphans) problems.push(missing(runKeys.summary(runPrefix, shard), count));
  return {
    again: again.sort((a, b) => a - b),
    files: [...headers].map(([shard, { exclusions }]) => ({ shard, size: summaries.get(shard) ?? 0, exclusions })),
    scored: scored.rows(),
    problems,
  };
}

const missing = (key: string, records: number): string =>
  `${key} lacks ${records} records that were to be counted in a part of the window that was lost`;

/** Of shards with records that an earlier one has, those that can't be asked to leave them out: first those that failed to. */
function lostShards(
  shards: readonly number[],
  headers: ReadonlyMap<number, RowsHeader>,
  failed: ReadonlySet<number>,
  round: number,
): readonly number[] {
  const lost = shards.filter((shard) => failed.has(shard));
  return lost.length > 0 ? lost : shards.filter((shard) => round >= ROUNDS || headers.get(shard)?.exclusions !== '');
}

/**
 * Shards that were asked to leave out records and did, and those that did not, though it was before this round: `failed`.
 * Those of them that rest on what they were asked before are `stale`.
 */
async function readAsked(
  artifacts: Pick<ArtifactStore, 'readBytes' | 'list'>,
  runPrefix: string,
  headers: ReadonlyMap<number, RowsHeader>,
  round: number,
): Promise<{
  readonly done: readonly ExclusionsFile[];
  readonly stale: readonly ExclusionsFile[];
  readonly failed: ReadonlySet<number>;
}> {
  const asked = await sizes(artifacts, runKeys.exclusions(runPrefix));
  const [done, stale]: [ExclusionsFile[], ExclusionsFile[]] = [[], []];
  const failed = new Set<number>();
  const files = [...asked].filter(([shard]) => headers.has(shard)).map(([shard, size]) => ({ shard, size }));
  const fetched = fetchAhead(files, AHEAD, async (file) => {
    const key = runKeys.shardExclusions(runPrefix, file.shard);
    return { file, key, bytes: await artifacts.readBytes(key) };
  });
  for await (const { file, key, bytes } of fetched) {
    const left = headers.get(file.shard)?.exclusions;
    const isAhead = left !== sha256(bytes);
    const hasFailed = isAhead && decodeExclusions(bytes, key).round < round;
    if (hasFailed) failed.add(file.shard);
    if (left !== '') (hasFailed ? stale : done).push({ ...file, isAhead });
  }
  return { done, stale, failed };
}

async function exclude(
  artifacts: ArtifactStore,
  runPrefix: string,
  shard: number,
  marks: RowMarks,
  round: number,
): Promise<void> {
  const key = runKeys.shardRows(runPrefix, shard);
  const ids = new ScoredIds(marks.count);
  let row = 0;
  visitRows((await artifacts.readBytes(key)).subarray(ROWS_HEADER_BYTES), key, (high, low) => {
    if (marks.has(row++)) ids.push(high, low, Number.NaN);
  });
  const bytes = encodeExclusions({ round, ids, givenBack: new ScoredIds(0) });
  await artifacts.write(runKeys.shardExclusions(runPrefix, shard), bytes, BYTES);
}

async function giveBack(
  artifacts: ArtifactStore,
  runPrefix: string,
  files: readonly ExclusionsFile[],
  orphans: ReadonlyMap<number, RowMarks>,
  round: number,
): Promise<void> {
  for await (const { shard, ids: before } of leftOut(artifacts, runPrefix, files)) {
    const marks = orphans.get(shard);
    const [ids, givenBack] = [new ScoredIds(), new ScoredIds()];
    for (let at = 0; at < before.length; at++) {
      const to = marks?.has(at) === true ? givenBack : ids;
      to.push(before.high[at] as number, before.low[at] as number, Number.NaN);
    }
    const bytes = encodeExclusions({ round, ids, givenBack });
    await artifacts.write(runKeys.shardExclusions(runPrefix, shard), bytes, BYTES);
  }
}

async function sizes(artifacts: Pick<ArtifactStore, 'list'>, prefix: string): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for await (const { key, size } of artifacts.list(prefix)) {
    const shard = shardOfKey(key);
    if (shard !== undefined) found.set(shard, size);
  }
  return found;
}
