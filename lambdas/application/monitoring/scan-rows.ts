import { InvalidInput, NotFound } from '../../domain/errors.js';
import { IdSet } from '../../domain/monitoring/id-set.js';
import { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import { SmallestIds } from '../../domain/monitoring/smallest-ids.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { runKeys } from '../documents/monitor-plan.js';
import {
  decodeRowsHeader,
  ROW_BYTES,
  ROWS_HEADER_BYTES,
  type RowsHeader,
  visitRows,
} from '../documents/monitor-rows.js';
import { fetchAhead } from './fetch-ahead.js';

/** Rows whose ids are in memory at a time. */
const ROWS_AT_ONCE = 20_000_000;
const AHEAD = { items: 16, bytes: 64 * 1024 * 1024 };
const BUCKETS = 256;

export interface RowsFile {
  readonly shard: number;
  /** Bytes. */
  readonly size: number;
}

export interface ScannedRows {
  /** By shard: the ids that an earlier shard has too. */
  readonly duplicates: ReadonlyMap<number, ScoredIds>;
  /** Rows that a label can be compared with. */
  readonly scored: SmallestIds;
}

export interface ScanLimits {
  /** Scored rows that are kept. */
  readonly scored: number;
  /** @default 20,000,000 */
  readonly rowsAtOnce?: number;
}

/**
 * Reads which records the shards of a run rest on, in the order of `headers`: in one go, or in ranges of their hashes when
 * they are too many for that.
 */
export async function scanRows(
  artifacts: Pick<ArtifactStore, 'readRange'>,
  runPrefix: string,
  headers: ReadonlyMap<number, RowsHeader>,
  { scored: limit, rowsAtOnce = ROWS_AT_ONCE }: ScanLimits,
): Promise<ScannedRows> {
  const duplicates = new Map<number, ScoredIds>();
  const scored = new SmallestIds(limit);
  const rows = [...headers.values()].reduce((sum, header) => sum + header.rows, 0);
  const passes = Math.min(BUCKETS, Math.max(1, Math.ceil(rows / rowsAtOnce)));
  const seen = new IdSet(Math.ceil((1.05 * rows) / passes));
  for (let pass = 0; pass < passes; pass++) {
    seen.clear();
    const [from, to] = [Math.floor((pass * BUCKETS) / passes), Math.floor(((pass + 1) * BUCKETS) / passes)];
    const parts = [...headers].map(([shard, header]) => {
      const [start, end] = header.range(from, to);
      return { shard, start, end, size: end - start };
    });
    const fetched = fetchAhead(
      parts.filter(({ size }) => size > 0),
      AHEAD,
      async (part) => ({
        ...part,
        bytes: await artifacts.readRange(runKeys.shardRows(runPrefix, part.shard), part.start, part.end),
      }),
    );
    for await (const { shard, size, bytes } of fetched) {
      const key = runKeys.shardRows(runPrefix, shard);
      if (bytes.length !== size) throw new InvalidInput(`${key} ends after ${bytes.length} of ${size} bytes`);
      visitRows(bytes, key, (high, low, score) => {
        if (!seen.add(high, low)) idsOf(duplicates, shard).push(high, low, Number.NaN);
        else if (!Number.isNaN(score)) scored.offer(high, low, score);
      });
    }
  }
  return { duplicates, scored };
}

function idsOf(byShard: Map<number, ScoredIds>, shard: number): ScoredIds {
  const ids = byShard.get(shard) ?? new ScoredIds();
  byShard.set(shard, ids);
  return ids;
}

/** The headers of rows files by shard, and why some could not be read. */
export async function readRowsHeaders(
  artifacts: Pick<ArtifactStore, 'readRange'>,
  runPrefix: string,
  files: readonly RowsFile[],
): Promise<{ readonly headers: Map<number, RowsHeader>; readonly problems: readonly string[] }> {
  const headers = new Map<number, RowsHeader>();
  const problems: string[] = [];
  const fetched = fetchAhead(files, { ...AHEAD, bytes: Number.POSITIVE_INFINITY }, async ({ shard, size }) => {
    const key = runKeys.shardRows(runPrefix, shard);
    try {
      const header = decodeRowsHeader(await artifacts.readRange(key, 0, ROWS_HEADER_BYTES), key);
      const expected = ROWS_HEADER_BYTES + header.rows * ROW_BYTES;
      if (size !== expected) throw new InvalidInput(`${key} has ${size} bytes, expected ${expected}`);
      return { shard, header };
    } catch (error) {
      if (!(error instanceof InvalidInput || error instanceof NotFound)) throw error;
      return { shard, problem: error.message };
    }
  });
  for await (const { shard, header, problem } of fetched) {
    if (header === undefined) problems.push(problem);
    else headers.set(shard, header);
  }
  return { headers, problems };
}
