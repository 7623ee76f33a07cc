import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';
import { FrequentItems } from '../../../../lambdas/domain/summaries/frequent-items.js';

const itemsOf = (texts: readonly string[], capacity: number): FrequentItems => {
  const items = new FrequentItems(capacity);
  for (const text of texts) items.add(text);
  return items;
};

describe('frequent items', () => {
  it('are exact for as many texts as have a place, the commonest first', () => {
    const items = itemsOf(['b', 'a', 'c', 'a', 'c', 'd'], 4);
    expect([...items.counts()]).toEqual([
      ['a', 2],
      ['c', 2],
      ['b', 1],
      ['d', 1],
    ]);
    expect([items.isExact, items.errorBound, items.total]).toEqual([true, 0, 6]);
  });

  it('know the heavy ones of a million different texts, in little room', () => {
    const items = new FrequentItems();
    const exact = new Map<string, number>();
    for (let i = 0; i < 1_000_000; i++) {
      const heavy = i % 100 < 30 ? `heavy-${i % 10}` : `text-${i}`;
      items.add(heavy);
      if (heavy.startsWith('h')) exact.set(heavy, (exact.get(heavy) ?? 0) + 1);
    }
    const counts = items.counts();
    expect(counts.size).toBeLessThanOrEqual(2 * 4096);
    expect(items.errorBound).toBeLessThanOrEqual(1_000_000 / 4097);
    expect(items.isExact).toBe(false);
    expect([...counts.keys()].slice(0, 10).every((text) => exact.has(text))).toBe(true);
    for (const [text, truth] of exact) {
      expect(counts.get(text)).toBeLessThanOrEqual(truth);
      expect(counts.get(text)).toBeGreaterThanOrEqual(truth - items.errorBound);
    }
  });

  it('of a skewed stream in a hundred parts keep to the bound in each order of merging', () => {
    const random = seededRandom(4);
    const texts = Array.from({ length: 100_000 }, () => String(Math.floor(1 / (random() + 1e-5))));
    const exact = new Map<string, number>();
    for (const text of texts) exact.set(text, (exact.get(text) ?? 0) + 1);
    for (const reversed of [false, true]) {
      const parts = Array.from({ length: 100 }, (_, i) => itemsOf(texts.slice(i * 1000, (i + 1) * 1000), 50));
      const [first = new FrequentItems(50), ...others] = reversed ? parts.reverse() : parts;
      for (const other of others) first.merge(other);
      const counts = first.counts();
      expect(first.errorBound).toBeLessThanOrEqual(texts.length / 51);
      expect(first.errorBound).toBeGreaterThan(0);
      for (const [text, truth] of exact) {
        const count = counts.get(text) ?? 0;
        expect(count <= truth && count >= truth - first.errorBound, text).toBe(true);
      }
    }
  });

  it('are merged with none of another capacity, and have one that makes sense', () => {
    expect(() => new FrequentItems(4).merge(new FrequentItems(5))).toThrow(/capacity 4 and 5/);
    for (const capacity of [0, 1.5, 2 ** 21]) expect(() => new FrequentItems(capacity)).toThrow(InvalidInput);
  });
});
