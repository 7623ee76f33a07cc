import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runKeys } from '../../../../lambdas/application/documents/monitor-plan.js';
import { encodeExclusions, encodeRows } from '../../../../lambdas/application/documents/monitor-rows.js';
import { dropDuplicates } from '../../../../lambdas/application/monitoring/drop-duplicates.js';
import { readRowsHeaders } from '../../../../lambdas/application/monitoring/read-rows-headers.js';
import { scanRows } from '../../../../lambdas/application/monitoring/scan-rows.js';
import { LabelJoin } from '../../../../lambdas/domain/monitoring/label-join.js';
import { ScoredIds } from '../../../../lambdas/domain/monitoring/scored-ids.js';
import { MemoryArtifactStore } from '../../../fixtures/memory/memory-artifact-store.js';

const RUN = 'monitoring/bike/runs/r/';
const BYTES = { contentType: 'application/octet-stream' };
/** The format, and no exclusions. */
const SUMMARY_START = Uint8Array.of(2, 0);
type Row = readonly [high: number, low: number, score: number];

const text = (high: number | undefined, low: number | undefined): string => `${high},${low}`;
const listed = ({ high, low, length }: ScoredIds) => Array.from({ length }, (_, at) => text(high[at], low[at]));

/** Shards of rows, each id once in a shard. */
const shards: fc.Arbitrary<Row[][]> = fc.array(
  fc.uniqueArray(
    fc.tuple(
      fc.oneof(fc.nat(0xffffffff), fc.integer({ min: 0xfffffff0, max: 0xffffffff }), fc.nat(3)),
      fc.nat(3),
      fc.oneof(fc.constant(Number.NaN), fc.nat(9)),
    ),
    { maxLength: 40, selector: ([high, low]) => text(high, low) },
  ),
  { minLength: 1, maxLength: 6 },
);

async function stored(all: readonly (readonly Row[])[]) {
  const artifacts = new MemoryArtifactStore();
  const files = [];
  for (const [shard, rows] of all.entries()) {
    const ids = new ScoredIds();
    for (const row of rows) ids.push(...row);
    ids.sort();
    const bytes = encodeRows(ids, '');
    await artifacts.write(runKeys.shardRows(RUN, shard), bytes, BYTES);
    await artifacts.write(runKeys.summary(RUN, shard), SUMMARY_START, BYTES);
    files.push({ shard, size: bytes.length });
  }
  return { artifacts, files };
}

describe('the rows of the shards', () => {
  it('that an earlier shard has are found, in one go or by ranges of their hashes', async () => {
    await fc.assert(
      fc.asyncProperty(shards, fc.integer({ min: 1, max: 250 }), async (all, rowsAtOnce) => {
        const { artifacts, files } = await stored(all);
        const { headers } = await readRowsHeaders(artifacts, RUN, files);
        const { duplicates, scored } = await scanRows(artifacts, RUN, headers, { scored: 1000, rowsAtOnce });
        const seen = new Set<string>();
        const expected = all.map((rows) =>
          rows.map(([high, low]) => text(high, low)).filter((id) => seen.has(id) || !seen.add(id)),
        );
        for (const [shard, ids] of expected.entries()) {
          const sorted = [...(all[shard] ?? [])].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          const marked = sorted
            .filter((_, row) => duplicates.get(shard)?.has(row))
            .map(([high, low]) => text(high, low));
          expect(new Set(marked)).toEqual(new Set(ids));
        }
        const first = new Map<string, number>();
        for (const [high, low, score] of all.flat()) {
          if (!first.has(text(high, low))) first.set(text(high, low), score);
        }
        const withScore = [...first].filter(([, score]) => !Number.isNaN(score)).map(([id]) => id);
        expect(new Set(listed(scored.rows()))).toEqual(new Set(withScore));
      }),
      { numRuns: 50 },
    );
  });

  it('that two shards left out and none has belong to the first of the two, in one go or by ranges', async () => {
    await fc.assert(
      fc.asyncProperty(shards, fc.integer({ min: 1, max: 250 }), fc.boolean(), async (all, rowsAtOnce, isAhead) => {
        const { artifacts, files } = await stored(all);
        const { headers } = await readRowsHeaders(artifacts, RUN, files);
        const [ids, givenBack] = [new ScoredIds(), new ScoredIds()];
        for (const bucket of [0, 7, 200, 255]) ids.push(bucket * 2 ** 24 + 99, 77, Number.NaN);
        for (const [high, low] of all[0] ?? []) ids.push(high, low, Number.NaN);
        givenBack.push(98, 77, Number.NaN);
        const bytes = encodeExclusions({ round: 1, ids, givenBack });
        for (const shard of [1, 2]) await artifacts.write(runKeys.shardExclusions(RUN, shard), bytes, BYTES);
        const exclusions = [1, 2].map((shard) => ({ shard, size: bytes.length, isAhead }));
        const { orphans } = await scanRows(artifacts, RUN, headers, { scored: 1000, rowsAtOnce, exclusions });
        const rows = Array.from({ length: ids.length + 1 }, (_, row) => row);
        const expected = [0, 1, 2, 3, ...(isAhead ? [ids.length] : [])];
        expect(rows.filter((row) => row < ids.length + Number(isAhead) && orphans.get(1)?.has(row))).toEqual(expected);
        expect(orphans.get(1)?.count).toBe(expected.length);
        expect(orphans.has(2)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the rows that labels are looked for', () => {
  const rows = Array.from({ length: 500 }, (_, row): Row => [Math.imul(row, 0x9e3779b1) >>> 0, row, row]);

  it('are all, or those with the smallest hashes where they are too many, however they are split', async () => {
    const smallest = [...rows].sort((a, b) => a[0] - b[0]).slice(0, 100);
    for (const size of [500, 100, 7]) {
      const split = Array.from({ length: Math.ceil(500 / size) }, (_, at) => rows.slice(at * size, (at + 1) * size));
      const { artifacts } = await stored(split);
      const { scored } = await dropDuplicates(artifacts, RUN, 0, { joined: 100 });
      expect(listed(scored)).toEqual(smallest.map(([high, low]) => text(high, low)));
      expect((await dropDuplicates(artifacts, RUN, 0, { joined: 500 })).scored.length).toBe(500);
    }
  });

  it('take the label of the latest object, in whatever order the objects are read', () => {
    const label = (order: readonly number[]): readonly number[] => {
      const ids = new ScoredIds();
      for (let row = 0; row < 4; row++) ids.push(row, 0, 10 * row);
      const join = new LabelJoin({ task: 'regression' }, ids);
      const objects = [
        [
          [0, '1'],
          [1, '2'],
          [1, '3'],
        ],
        [
          [0, '4'],
          [2, '5'],
        ],
        [
          [2, ''],
          [3, 'no number'],
          [9, '6'],
        ],
      ] as const;
      for (const rank of order) for (const [row, text] of objects[rank] ?? []) join.take(row, 0, text, rank);
      return join.labelled().rows.flatMap(({ actual, score }) => [actual, score]);
    };
    // Of row 1 the later line; row 2 is taken back; row 3's means nothing; row 9 is of no record.
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ])
      expect(label(order)).toEqual([4, 0, 3, 10]);
  });
});
