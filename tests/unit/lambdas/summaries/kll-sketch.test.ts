import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../../lambdas/domain/errors.js';
import { ByteWriter } from '../../../../lambdas/domain/summaries/byte-writer.js';
import { KllSketch } from '../../../../lambdas/domain/summaries/kll-sketch.js';
import { largestRankError, STREAMS, stream } from './streams.js';

const LENGTH = 50_000;
const sketchOf = (values: Float64Array, k: number): KllSketch => {
  const sketch = new KllSketch(k);
  sketch.add(values);
  return sketch;
};
const bytesOf = (sketch: KllSketch): Uint8Array => {
  const writer = new ByteWriter();
  sketch.write(writer);
  return writer.finish();
};
const parts = (values: Float64Array, count: number, k: number): KllSketch[] =>
  Array.from({ length: count }, (_, i) =>
    sketchOf(
      values.subarray(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count)),
      k,
    ),
  );

/** Orders of merging: into the first, into the last, and two by two. */
const ORDERS: Record<string, (sketches: KllSketch[]) => KllSketch> = {
  'into the first': ([first = new KllSketch(), ...others]) => {
    for (const other of others) first.merge(other);
    return first;
  },
  'into the last': (sketches) => ORDERS['into the first']?.(sketches.toReversed()) ?? new KllSketch(),
  'two by two': (sketches) => {
    let left = sketches;
    while (left.length > 1) {
      left = left.flatMap((sketch, i) => {
        const other = left[i + 1];
        if (i % 2 === 1) return [];
        if (other !== undefined) sketch.merge(other);
        return [sketch];
      });
    }
    return left[0] ?? new KllSketch();
  },
};

describe('a KLL sketch', () => {
  it.each([8, 200, 4096])('of k %i holds k values exactly, and has lost one more within its bound', (k) => {
    const values = stream('normal', k + 1, 5);
    const sketch = sketchOf(values.subarray(0, k), k);
    expect(sketch.rankError).toBe(0);
    expect(sketch.sortedView().values).toEqual(values.slice(0, k).sort());
    sketch.add(values, k);
    expect(sketch.count).toBe(k + 1);
    expect(sketch.rankError).toBeCloseTo(1 / (k + 1), 12);
    expect(largestRankError(sketch, values)).toBeLessThanOrEqual(sketch.rankError);
  });

  it('of k values in a thousand parts holds them all, in whichever order these are merged', () => {
    const values = stream('lognormal', 4096, 6);
    for (const merge of Object.values(ORDERS)) {
      const sketch = merge(parts(values, 1000, 4096));
      expect(sketch.rankError).toBe(0);
      expect(sketch.sortedView().values).toEqual(values.slice().sort());
    }
  });

  it.each(STREAMS)('of values %s keeps to its bound, whole and merged in any order', (kind) => {
    for (const k of [8, 64, 200, 1024]) {
      const values = stream(kind, LENGTH, k);
      const sketches = [
        sketchOf(values, k),
        ...Object.values(ORDERS).flatMap((merge) => [30, 3000].map((count) => merge(parts(values, count, k)))),
      ];
      for (const sketch of sketches) {
        expect(sketch.count).toBe(LENGTH);
        expect(sketch.sortedView().cumulative.at(-1)).toBe(LENGTH);
        expect(sketch.rankError).toBeCloseTo(2.446 / k ** 0.9433, 12);
        expect(largestRankError(sketch, values)).toBeLessThanOrEqual(sketch.rankError);
      }
    }
  });

  it('keeps to its bound in 99 of 100 samples, and uses much of it, so that it says something', () => {
    const errors = Array.from({ length: 200 }, (_, seed) => {
      const values = stream('normal', 20_000, seed + 1);
      return largestRankError(sketchOf(values, 128), values);
    }).sort((a, b) => a - b);
    const bound = sketchOf(stream('normal', 20_000, 1), 128).rankError;
    expect(errors[197]).toBeLessThanOrEqual(bound);
    expect(errors[100]).toBeGreaterThan(bound / 4);
  });

  it('stays small: at most six times k values, whatever came', () => {
    const sketch = new KllSketch(128);
    const values = stream('normal', LENGTH, 9);
    for (let i = 0; i < 20; i++) sketch.add(values);
    const whole = parts(values, 30, 128);
    for (const part of whole) sketch.merge(part);
    expect(sketch.count).toBe(21 * LENGTH);
    expect(sketch.sortedView().values.length).toBeLessThan(6 * 128);
  });

  it('is the same, to the byte, however its values were handed in, and merged once more in the same order', () => {
    const values = stream('normal', LENGTH, 10);
    const pieces = new KllSketch(256);
    for (let at = 0; at < LENGTH; at += 997) pieces.add(values, at, Math.min(LENGTH, at + 997));
    expect(bytesOf(pieces)).toEqual(bytesOf(sketchOf(values, 256)));
    for (const merge of Object.values(ORDERS)) {
      expect(bytesOf(merge(parts(values, 40, 256)))).toEqual(bytesOf(merge(parts(values, 40, 256))));
    }
  });

  it('is merged with none of another k, and has a k that makes sense', () => {
    expect(() => new KllSketch(64).merge(new KllSketch(128))).toThrow(/k 64 and k 128/);
    for (const k of [0, 7, 2.5, 2 ** 21, Number.NaN]) expect(() => new KllSketch(k)).toThrow(InvalidInput);
  });
});
