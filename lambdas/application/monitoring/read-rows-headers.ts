import { InvalidInput, NotFound } from '../../domain/errors.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import { runKeys } from '../documents/monitor-plan.js';
import { decodeRowsHeader, ROW_BYTES, ROWS_HEADER_BYTES, type RowsHeader } from '../documents/monitor-rows.js';
import { decodeExclusionsOf, SUMMARY_START_BYTES } from '../documents/monitor-summary.js';
import { fetchAhead } from './fetch-ahead.js';
import type { RowsFile } from './scan-rows.js';

const AHEAD = { items: 16, bytes: Number.POSITIVE_INFINITY };

/**
 * The headers of rows files by shard, of those whose summary rests on the same rows, and why others could not be read.
 */
export async function readRowsHeaders(
  artifacts: Pick<ArtifactStore, 'readRange'>,
  runPrefix: string,
  files: readonly RowsFile[],
): Promise<{ readonly headers: Map<number, RowsHeader>; readonly problems: readonly string[] }> {
  const headers = new Map<number, RowsHeader>();
  const problems: string[] = [];
  const fetched = fetchAhead(files, AHEAD, async ({ shard, size }) => {
    const [key, summaryKey] = [runKeys.shardRows(runPrefix, shard), runKeys.summary(runPrefix, shard)];
    try {
      const header = decodeRowsHeader(await artifacts.readRange(key, 0, ROWS_HEADER_BYTES), key);
      const expected = ROWS_HEADER_BYTES + header.rows * ROW_BYTES;
      if (size !== expected) throw new InvalidInput(`${key} has ${size} bytes, expected ${expected}`);
      const start = await artifacts.readRange(summaryKey, 0, SUMMARY_START_BYTES);
      if (decodeExclusionsOf(start, summaryKey) !== header.exclusions) {
        throw new InvalidInput(`${summaryKey} is of other records than ${key}: the shard failed between the two`);
      }
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
