import { describe, expect, it } from 'vitest';
import { MARKS } from '../../../../lambdas/domain/columns/column-values.js';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { ByteReader } from '../../../../lambdas/domain/summaries/byte-reader.js';
import { ByteWriter } from '../../../../lambdas/domain/summaries/byte-writer.js';
import { NumericSummary } from '../../../../lambdas/domain/summaries/numeric-summary.js';

const MOST = Number.MAX_VALUE;
const summaryOf = (values: readonly number[], edges: readonly number[] = []): NumericSummary => {
  const summary = new NumericSummary(Float64Array.from(edges));
  summary.add({ kind: 'numeric', values: Float64Array.from(values), marks: new Uint8Array(values.length) });
  return summary;
};
const sizeOf = (summary: NumericSummary): number => {
  const writer = new ByteWriter();
  summary.write(writer);
  return writer.finish().length;
};

describe('the summary of a numeric column', () => {
  it('counts rows by why they have no value, and keeps what is infinite out of every statistic', () => {
    const { value, missing, absent, mistyped } = MARKS;
    const summary = new NumericSummary(Float64Array.of(0, 2));
    summary.add({
      kind: 'numeric',
      values: Float64Array.of(1, NaN, NaN, NaN, Infinity, -Infinity, NaN, 3, 99),
      marks: Uint8Array.of(value, missing, absent, mistyped, value, value, value, value, missing),
    });
    expect({ ...summary.side }).toEqual({ rows: 9, missing: 4, absent: 1, mistyped: 1, nonFinite: 2 });
    expect([...summary.histogram.cells]).toEqual([0, 0, 1, 0, 1]);
    const { count, mean, variance, minimum, maximum } = summary.moments;
    expect({ count, mean, variance, minimum, maximum }).toEqual({
      count: 2,
      mean: 2,
      variance: 1,
      minimum: 1,
      maximum: 3,
    });
    expect(summary.quantiles?.sortedView().values).toEqual(Float64Array.of(1, 3));
    expect(summary.distinct?.estimate()).toBeCloseTo(2, 2);
  });

  it('says nothing of no value', () => {
    const summary = summaryOf([]);
    const { count, mean, variance, minimum, maximum } = summary.moments;
    expect([count, mean, variance, minimum, maximum]).toEqual([0, NaN, NaN, NaN, NaN]);
    expect(summary.quantiles?.sortedView()).toEqual({ values: new Float64Array(), cumulative: new Float64Array() });
    expect(summary.distinct?.estimate()).toBe(0);
    summary.merge(summaryOf([]));
    summary.merge(summaryOf([5]));
    expect(summary.moments.mean).toBe(5);
  });

  it('holds -0 for 0', () => {
    const [negative, positive] = [summaryOf([-0], [-0, 1]), summaryOf([0], [0, 1])];
    expect(negative.histogram.cells).toEqual(positive.histogram.cells);
    expect(Object.is(negative.moments.minimum, 0)).toBe(true);
    negative.merge(positive);
    expect(negative.distinct?.estimate()).toBeCloseTo(1, 2);
  });

  it('has a finite mean of the largest numbers, and no variance that is not a number', () => {
    const large = summaryOf([MOST, MOST, -MOST], [-MOST, 0, MOST]);
    expect(large.moments.mean).toBeCloseTo(MOST / 3, -295);
    expect(large.moments.variance).toBe(Number.POSITIVE_INFINITY);
    expect(summaryOf([1e308, 1e308, 1.5e308]).moments.variance).toBe(Number.POSITIVE_INFINITY);
    expect(summaryOf([1e308, 1.5e308]).moments.mean).toBe(1.25e308);
    expect([...large.histogram.cells]).toEqual([0, 1, 0, 0, 0, 2, 0]);
    const merged = summaryOf([MOST]);
    for (const value of [MOST, -MOST, -MOST, 3]) merged.merge(summaryOf([value]));
    expect(merged.moments.mean).toBe(0.6);
  });

  it('tells the smallest numbers apart', () => {
    const summary = summaryOf([5e-324, 1e-323, 0, -5e-324], [0, 5e-324, 1.5e-323]);
    expect([...summary.histogram.cells]).toEqual([1, 1, 0, 1, 1, 0, 0]);
    expect([summary.moments.minimum, summary.moments.maximum]).toEqual([-5e-324, 1e-323]);
    expect(summary.distinct?.estimate()).toBeCloseTo(4, 1);
  });

  it('has no spread where all values are the same', () => {
    const summary = summaryOf(new Array(10_000).fill(0.1));
    summary.merge(summaryOf(new Array(77).fill(0.1)));
    expect([summary.moments.mean, summary.moments.variance]).toEqual([0.1, 0]);
  });

  it('knows how many values are out of a range that its edges have', () => {
    const summary = summaryOf([-1, 0, 5, 10, 11, 12], [0, 10]);
    expect(summary.outOfRange(0, 10)).toBe(3);
    expect(summary.outOfRange(0, 9)).toBeNull();
  });

  it('is merged with none on other edges, which the error names, or with other sketches', () => {
    const summary = summaryOf([1], [0, 1.5]);
    expect(() => summary.merge(summaryOf([1], [0, 2]))).toThrow(/\[0, 1\.5\] and \[0, 2\]/);
    expect(() => summary.merge(new NumericSummary(Float64Array.of(0, 1.5), { sketches: false }))).toThrow(
      /k 4096 and k none/,
    );
    expect(() => summary.merge(new NumericSummary(Float64Array.of(0, 1.5), { k: 8 }))).toThrow(InvalidInput);
    expect(summary.moments.count).toBe(1);
  });

  it('takes edges that ascend only', () => {
    for (const edges of [
      [1, 0],
      [0, 0],
      [0, NaN],
      [0, Infinity],
    ])
      expect(() => summaryOf([], edges)).toThrow(InvalidInput);
  });

  it('is small when written, and is not read in another version', () => {
    const few = summaryOf([1, 2, 3], [0, 1, 2]);
    expect(sizeOf(few)).toBeLessThan(200);
    const values = Array.from({ length: 200_000 }, (_, i) => Math.sin(i));
    expect(sizeOf(summaryOf(values))).toBeLessThan(120_000);
    const writer = new ByteWriter();
    few.write(writer);
    const bytes = writer.finish();
    bytes[0] = 2;
    expect(() => NumericSummary.read(new ByteReader(bytes))).toThrow(/numeric column has format version 2; expected 1/);
  });

  it('without sketches has none, before and after it was written', () => {
    const summary = new NumericSummary(Float64Array.of(0), { sketches: false });
    summary.add({ kind: 'numeric', values: Float64Array.of(1, 0), marks: new Uint8Array(2) });
    const writer = new ByteWriter();
    summary.write(writer);
    const copy = NumericSummary.read(new ByteReader(writer.finish()));
    expect([copy.quantiles, copy.distinct, copy.moments.mean]).toEqual([null, null, 0.5]);
    expect(copy.histogram.cells).toEqual(Float64Array.of(0, 1, 1));
  });
});
