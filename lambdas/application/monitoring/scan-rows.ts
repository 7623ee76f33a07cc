import { InvalidInput } from '../../domain/errors.js';
import { IdSet } from '../../domain/monitoring/id-set.js';
import { RowMarks } from '../../domain/monitoring/row-marks.js';
import type { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import { SmallestIds } from '../../domain/monitoring/smallest-ids.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { runKeys } from '../documents/monitor-plan.js';
import {
  decodeExclusions,
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

/** What a shard left out. */
export interface ExclusionsFile extends RowsFile {
  /** Whether that takes in what the file gives back: the shard does not rest on it yet. */
  readonly isAhead: boolean;
}

export interface ScannedRows {
  /** By shard: which of its rows an earlier shard has too. */
  readonly duplicates: ReadonlyMap<number, RowMarks>;
  /** By shard: which of the ids that it left out no shard has, nor an earlier one leaves out. */
  readonly orphans: ReadonlyMap<number, RowMarks>;
  /** Rows that a label can be compared with. */
  readonly scored: SmallestIds;
}

export interface ScanLimits {
  /** Scored rows that are kept. */
  readonly scored: number;
  /** @default 20,000,000 */
  readonly rowsAtOnce?: number;
  /** Files of exclusions to look for orphans in. @default none */
  readonly exclusions?: readonly ExclusionsFile[];
}

/**
 * Reads which records the shards of a run rest on, in the order of `headers`: in one go, or in ranges of their hashes when
 * they are too many for that.
 */
export async function scanRows(
  artifacts: Pick<ArtifactStore, 'readRange' | 'readBytes'>,
  runPrefix: string,
  headers: ReadonlyMap<number, RowsHeader>,
  { scored: limit, rowsAtOnce = ROWS_AT_ONCE, exclusions = [] }: ScanLimits,
): Promise<ScannedRows> {
  const duplicates = new Map<number, RowMarks>();
  const orphans = new Map<number, RowMarks>();
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
    for await (const { shard, start, size, bytes } of fetched) {
      const key = runKeys.shardRows(runPrefix, shard);
      if (bytes.length !== size) throw new InvalidInput(`${key} ends after ${bytes.length} of ${size} bytes`);
      let row = (start - ROWS_HEADER_BYTES) / ROW_BYTES;
      visitRows(bytes, key, (high, low, score) => {
        if (!seen.add(high, low)) marksOf(duplicates, shard, headers.get(shard)?.rows ?? 0).mark(row);
        else if (!Number.isNaN(score)) scored.offer(high, low, score);
        row += 1;
      });
    }
    for await (const { shard, ids } of leftOut(artifacts, runPrefix, exclusions)) {
      for (let at = 0; at < ids.length; at++) {
        const [high, low] = [ids.high[at] as number, ids.low[at] as number];
        const bucket = high >>> 24;
        if (bucket >= from && bucket < to && seen.add(high, low)) marksOf(orphans, shard, ids.length).mark(at);
      }
    }
  }
  return { duplicates, orphans, scored };
}

function marksOf(byShard: Map<number, RowMarks>, shard: number, rows: number): RowMarks {
  const marks = byShard.get(shard) ?? new RowMarks(rows);
  byShard.set(shard, marks);
  return marks;
}

/** The ids that shards left out, in their order. */
export async function* leftOut(
  artifacts: Pick<ArtifactStore, 'readBytes'>,
  runPrefix: string,
  files: readonly ExclusionsFile[],
): AsyncGenerator<{ readonly shard: number; readonly ids: ScoredIds }> {
  const fetched = fetchAhead(files, AHEAD, async ({ shard, isAhead }) => {
    const key = runKeys.shardExclusions(runPrefix, shard);
    return { shard, isAhead, key, bytes: await artifacts.readBytes(key) };
  });
  for await (const { shard, isAhead, key, bytes } of fetched) {
    const { ids, givenBack } = decodeExclusions(bytes, key);
    for (let at = 0; at < (isAhead ? givenBack.length : 0); at++) {
      ids.push(givenBack.high[at] as number, givenBack.low[at] as number, Number.NaN);
    }
    yield { shard, ids };
  }
}
