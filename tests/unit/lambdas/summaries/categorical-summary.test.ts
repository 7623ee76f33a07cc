import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../../lambdas/domain/summaries/byte-reader.js';
import { ByteWriter } from '../../../../lambdas/domain/summaries/byte-writer.js';
import { CategoricalSummary, shortText } from '../../../../lambdas/domain/summaries/categorical-summary.js';

const writtenSize = (summary: CategoricalSummary): number => {
  const writer = new ByteWriter();
  summary.write(writer);
  const bytes = writer.finish();
  CategoricalSummary.read(new ByteReader(bytes));
  return bytes.length;
};

describe('the summary of a categorical column', () => {
  it('counts texts that occur, and rows by why they have none', () => {
    const summary = new CategoricalSummary();
    summary.add({ kind: 'categorical', codes: Int32Array.of(1, -1, -2, 1, 0, -2), texts: ['1', '1.0', 'never'] });
    expect({ ...summary.side }).toEqual({ rows: 6, missing: 3, absent: 2, mistyped: 0, nonFinite: 0 });
    expect([...summary.items.counts()]).toEqual([
      ['1.0', 2],
      ['1', 1],
    ]);
    expect(summary.distinct.estimate()).toBeCloseTo(2, 2);
  });

  it('counts the same where there are more texts than rows', () => {
    const summary = new CategoricalSummary();
    summary.add({ kind: 'categorical', codes: Int32Array.of(3, -2, 3, -1), texts: ['a', 'b', 'c', 'd', 'e'] });
    expect({ ...summary.side }).toEqual({ rows: 4, missing: 2, absent: 1, mistyped: 0, nonFinite: 0 });
    expect([...summary.items.counts()]).toEqual([['d', 2]]);
  });

  it('keeps little of a text of a megabyte, and tells it from others that begin alike', () => {
    const long = 'x'.repeat(2 ** 20);
    const texts = [long, `${long}y`, `${'x'.repeat(199)}\u{1f600}${long}`, 'y'.repeat(256), ''];
    const summary = new CategoricalSummary();
    summary.add({ kind: 'categorical', codes: Int32Array.of(0, 1, 2, 3, 4, 0), texts });
    const kept = [...summary.items.counts().keys()];
    expect(kept).toHaveLength(5);
    expect(kept[0]).toMatch(/^x{200}…#[0-9a-f]{16}$/);
    expect(kept.every((text) => text.isWellFormed())).toBe(true);
    expect(kept).toContain('y'.repeat(256));
    expect(writtenSize(summary)).toBeLessThan(1200);
    expect(shortText('z'.repeat(257))).toHaveLength(218);
  });

  it('stays small for a million categories, and says that it is not exact', () => {
    const summary = new CategoricalSummary();
    for (let batch = 0; batch < 100; batch++) {
      const texts = Array.from({ length: 10_000 }, (_, i) => `category ${batch * 10_000 + i}`);
      summary.add({ kind: 'categorical', codes: Int32Array.from(texts, (_, i) => i), texts });
    }
    expect(summary.side.rows).toBe(1_000_000);
    expect(summary.items.isExact).toBe(false);
    expect(summary.items.total).toBe(1_000_000);
    expect(Math.abs(summary.distinct.estimate() / 1e6 - 1)).toBeLessThan(0.05);
    expect(writtenSize(summary)).toBeLessThan(250_000);
  });
});
