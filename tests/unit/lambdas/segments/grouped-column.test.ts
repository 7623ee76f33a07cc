import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grouping, groupColumn, groupDeclaredColumn } from '../../../../lambdas/domain/segments/grouped-column.js';

const names = (texts: readonly string[], grouping?: Grouping) =>
  groupColumn('c', texts, grouping).groups.map(({ name, rows }) => `${name}: ${rows}`);

describe('the groups of a column', () => {
  it('are the values of a text, the most frequent first, and what is missing', () => {
    expect(names(['b', 'a', 'b', '', 'b', ''])).toEqual(['c = "b": 3', 'c is missing: 2', 'c = "a": 1']);
  });

  it('are the values of a number that has few, in one spelling', () => {
    expect(names(['1', '1.0', '2', '1e0'])).toEqual(['c = 1: 3', 'c = 2: 1']);
    expect(names(['1', '1.0'], { kind: 'text' })).toEqual(['c = "1": 1', 'c = "1.0": 1']);
  });

  it('are the quarters of a number that has many', () => {
    const texts = Array.from({ length: 101 }, (_, index) => String(index));
    expect(names([...texts, ''])).toEqual([
      'c <= 25: 26',
      '25 < c <= 50: 25',
      '50 < c <= 75: 25',
      'c > 75: 25',
      'c is missing: 1',
    ]);
  });

  it('are fewer where most rows have the same number', () => {
    const tail = Array.from({ length: 12 }, (_, index) => String(index + 1));
    const mostly = (value: string) => Array.from({ length: 100 }, () => value);
    expect(names([...mostly('0'), ...tail])).toEqual(['c <= 0: 100', 'c > 0: 12']);
    expect(names([...mostly('50'), ...tail])).toEqual(['c <= 12: 12', 'c > 12: 100']);
  });

  it('cut what is long in a name', () => {
    expect(names(['x'.repeat(500)])[0]?.length).toBeLessThan(80);
  });

  it('have each row once, but for values beyond the 254 most frequent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constant(''), fc.integer().map(String)), { maxLength: 400 }),
        (texts) => {
          const { groups, of } = groupColumn('c', texts);
          const counts = groups.map((_, index) => of.filter((group) => group === index + 1).length);
          expect(groups.map(({ rows }) => rows)).toEqual(counts);
          expect(groups.length).toBeLessThanOrEqual(255);
          if (new Set(texts).size <= 254) expect(of.every((group) => group > 0)).toBe(true);
        },
      ),
    );
  });

  it('are kept beyond the most frequent where they have the rows that are asked for, and counted where they are not', () => {
    const texts = ['a', 'a', 'a', 'b', 'b', 'c', 'c', 'd'];
    const { groups, of, omitted } = groupColumn('c', texts, { most: 1, keptFrom: 2 });
    expect(groups.map(({ rows }) => rows)).toEqual([3, 2, 2]);
    expect([of[7], omitted]).toEqual([0, 1]);
    expect(groupColumn('c', texts, { most: 1 })).toMatchObject({ groups: [{ name: 'c = "a"' }], omitted: 3 });
  });

  describe('that is declared', () => {
    const of = (texts: readonly string[]) =>
      groupDeclaredColumn('c', texts, { keptFrom: 2 }).map(({ groups }) => groups.length);
    const rows = (value: (row: number) => number) => Array.from({ length: 3_000 }, (_, row) => String(value(row)));

    it('are the values of whole numbers, and their quarters', () => {
      expect(of(rows((row) => row % 50))).toEqual([50, 4]);
      expect(of(rows((row) => row % 1_000))).toEqual([1_000, 4]);
      expect(of(rows((row) => row % 7))).toEqual([7]);
    });

    it('are the quarters alone of numbers that are no codes', () => {
      expect(of(rows((row) => (row % 50) / 4))).toEqual([4]);
      expect(of(rows((row) => row % 1_500))).toEqual([4]);
    });

    it('are the values of words', () => {
      expect(of(rows((row) => row % 50).map((text) => `s${text}`))).toEqual([50]);
    });
  });
});
