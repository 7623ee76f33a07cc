import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeExclusions,
  decodeRowsHeader,
  encodeExclusions,
  encodeRows,
  ROWS_HEADER_BYTES,
  visitRows,
} from '../../lambdas/application/documents/monitor-rows.js';
import { InvalidInput } from '../../lambdas/domain/errors.js';
import { IdSet } from '../../lambdas/domain/monitoring/id-set.js';
import { ScoredIds } from '../../lambdas/domain/monitoring/scored-ids.js';
import { SmallestIds } from '../../lambdas/domain/monitoring/smallest-ids.js';

type Id = readonly [high: number, low: number];

const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0xffffffff, 0x80000000), fc.nat(0xffffffff));
const id: fc.Arbitrary<Id> = fc.tuple(word, word);
const ids = fc.array(id, { maxLength: 300 });
const text = ([high, low]: Id): string => `${high},${low}`;
const byHash = (a: Id, b: Id): number => a[0] - b[0] || a[1] - b[1];
const scoredIds = (list: readonly Id[]): ScoredIds => {
  const scored = new ScoredIds(0);
  for (const [at, [high, low]] of list.entries()) scored.push(high, low, at);
  return scored;
};
const entries = ({ high, low, scores, length }: ScoredIds) =>
  Array.from({ length }, (_, at) => [high[at], low[at], scores[at]]);

describe('a set of ids', () => {
  it('holds what was added, and says whether it is new', () => {
    fc.assert(
      fc.property(ids, id, (list, other) => {
        const [set, expected] = [new IdSet(), new Set<string>()];
        for (const added of list) {
          expect(set.add(...added)).toBe(!expected.has(text(added)));
          expected.add(text(added));
        }
        expect(set.size).toBe(expected.size);
        for (const added of list) expect(set.has(...added)).toBe(true);
        expect(set.has(...other)).toBe(expected.has(text(other)));
        set.clear();
        expect(list.some((added) => set.has(...added))).toBe(false);
      }),
    );
  });

  it('grows', () => {
    const set = new IdSet();
    for (let low = 0; low < 50_000; low++) expect(set.add(low % 7, low)).toBe(true);
    for (let low = 0; low < 50_000; low++) expect(set.add(low % 7, low)).toBe(false);
    expect(set.size).toBe(50_000);
  });
});

describe('ids with scores', () => {
  it('sort by hash, those of one hash in the order in which they came, and are found', () => {
    fc.assert(
      fc.property(ids, id, (list, other) => {
        const scored = scoredIds(list);
        scored.sort();
        const expected = list.map((entry, at) => [...entry, at]).sort((a, b) => byHash(a as never, b as never));
        expect(entries(scored)).toEqual(expected);
        const found = scored.find(...other);
        expect(found >= 0).toBe(list.some((entry) => text(entry) === text(other)));
        if (found >= 0) expect([scored.high[found], scored.low[found]]).toEqual([...other]);
      }),
    );
  });

  it('of a bounded sample are those with the smallest hashes, whatever their order', () => {
    const distinct = fc.uniqueArray(id, { maxLength: 300, selector: text });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 60 }), (list, limit) => {
        const sample = new SmallestIds(limit);
        for (const [high, low] of list) sample.offer(high, low, 0);
        expect(entries(sample.rows())).toEqual(
          [...list]
            .sort(byHash)
            .slice(0, limit)
            .map((entry) => [...entry, 0]),
        );
        expect(sample.offered).toBe(list.length);
      }),
    );
  });
});

describe('a file of rows', () => {
  const digest = 'ab'.repeat(32);

  it('gives back its rows, whole and by the first byte of the hash', () => {
    fc.assert(
      fc.property(ids, fc.nat(256), fc.nat(256), (list, a, b) => {
        const scored = scoredIds(list);
        scored.sort();
        const bytes = encodeRows(scored, digest);
        const header = decodeRowsHeader(bytes.subarray(0, ROWS_HEADER_BYTES), 'rows');
        expect(header).toMatchObject({ exclusions: digest, rows: list.length });
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const read: number[][] = [];
        visitRows(bytes.subarray(...header.range(from, to)), 'rows', (...row) => read.push(row));
        expect(read).toEqual(entries(scored).filter(([high = 0]) => high >>> 24 >= from && high >>> 24 < to));
      }),
    );
  });

  it('tells that nothing was left out of it', () => {
    const header = decodeRowsHeader(encodeRows(new ScoredIds(), ''), 'rows');
    expect(header).toMatchObject({ exclusions: '', rows: 0 });
  });

  it('of another format, or cut short, is refused with its name', () => {
    const bytes = encodeRows(scoredIds([[1, 2]]), '');
    expect(() => decodeRowsHeader(bytes.subarray(0, 100), 'the rows')).toThrow(/^the rows has 100 bytes/);
    expect(() => visitRows(bytes.subarray(0, 24), 'the rows', () => undefined)).toThrow(InvalidInput);
    bytes[0] = 9;
    expect(() => decodeRowsHeader(bytes, 'the rows')).toThrow(/format 9, expected 2/);
  });
});

describe('a list of exclusions', () => {
  it('comes back with its ids, those given back and the round', () => {
    fc.assert(
      fc.property(ids, ids, fc.nat(255), (list, returned, round) => {
        const lists = { ids: scoredIds(list), givenBack: scoredIds(returned) };
        const read = decodeExclusions(encodeExclusions({ round, ...lists }), 'ids');
        expect(read.round).toBe(round);
        expect(entries(read.ids).map(([high, low]) => [high, low])).toEqual(list.map((entry) => [...entry]));
        expect(entries(read.givenBack).map(([high, low]) => [high, low])).toEqual(returned.map((entry) => [...entry]));
      }),
    );
  });

  it('that is damaged is refused', () => {
    const bytes = encodeExclusions({ round: 1, ids: scoredIds([]), givenBack: scoredIds([[1, 2]]) });
    expect(() => decodeExclusions(bytes.subarray(0, 11), 'ids')).toThrow(InvalidInput);
    expect(() => decodeExclusions(bytes.subarray(0, 8), 'ids')).toThrow(InvalidInput);
    expect(() => decodeExclusions(Buffer.alloc(0), 'ids')).toThrow(InvalidInput);
  });
});
