import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDistances, weightedDistances } from '../../lambdas/domain/statistics/sample-distances.js';
import { seededRandom } from '../../lambdas/domain/statistics/seeded-random.js';
import { sortNumbers } from '../../lambdas/domain/statistics/sort-numbers.js';

const anyNumber = fc.double({ noNaN: true });
const near = fc.double({ min: 1e6, max: 1e6 + 1e-3, noNaN: true });
const tied = fc.constantFrom(-1, 0, 5, 1e300, -1e-300);

/** Enough numbers for the radix sort; never -0, which counts as 0. */
const many = (draw: fc.Arbitrary<number>) =>
  fc.record({ drawn: fc.array(draw, { minLength: 1, maxLength: 40 }), seed: fc.nat() }).map(({ drawn, seed }) => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: 1_300 }, () => {
      const value = drawn[Math.floor(random() * drawn.length)] as number;
      return (random() < 0.5 ? value : value * (1 + (random() - 0.5) * 1e-6)) + 0;
    });
  });

describe('sorting numbers', () => {
  it.each([
    ['of any size', anyNumber],
    ['that lie close together, far from 0', near],
    ['that are tied', tied],
  ])('gives numbers %s the order of the built-in sort', (_, draw) => {
    fc.assert(
      fc.property(many(draw), (values) => {
        const expected = values.slice().sort();
        sortNumbers(values);
        expect(values.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
      }),
    );
  });

  it('keeps to a part of a larger array', () => {
    const whole = Float64Array.from({ length: 5_000 }, (_, i) => Math.sin(i) * 10 ** (i % 7));
    const expected = whole.slice(500, 4_500).sort();
    sortNumbers(whole.subarray(500, 4_500));
    expect(whole.subarray(500, 4_500)).toEqual(expected);
    for (const at of [499, 4_500]) expect(whole[at]).toBe(Math.sin(at) * 10 ** (at % 7));
  });
});

describe('distances of two samples', () => {
  const sample = fc
    .array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -9, max: 9, noNaN: true })), {
      minLength: 1,
      maxLength: 50,
    })
    .map((list) => Float64Array.from(list).sort());

  /** Both from their definitions, at every value that occurs. */
  function byDefinition(a: Float64Array, b: Float64Array) {
    const points = [...new Set([...a, ...b])].sort((x, y) => x - y);
    const share = (values: Float64Array, point: number) => values.filter((value) => value <= point).length;
    const gaps = points.map((point) => Math.abs(share(a, point) * b.length - share(b, point) * a.length));
    const area = gaps.reduce(
      (sum, gap, i) => sum + gap * ((points[i + 1] ?? (points[i] as number)) - (points[i] as number)),
      0,
    );
    return { scaled: Math.max(...gaps), area: area / a.length / b.length };
  }

  it('are those of their definitions', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const expected = byDefinition(a, b);
        const found = sampleDistances(a, b);
        expect(found.scaled).toBe(expected.scaled);
        expect(found.area).toBeCloseTo(expected.area, 9);
      }),
    );
  });

  it('are the same of values with weights as of values that are repeated as often', () => {
    const weighted = fc
      .array(fc.record({ value: fc.integer({ min: -20, max: 20 }), weight: fc.integer({ min: 1, max: 8 }) }), {
        minLength: 1,
        maxLength: 30,
      })
      .map((list) => list.toSorted((x, y) => x.value - y.value));
    const view = (list: readonly { value: number; weight: number }[]) => {
      let sum = 0;
      const cumulative = Float64Array.from(list, ({ weight }) => {
        sum += weight;
        return sum;
      });
      return { values: Float64Array.from(list, ({ value }) => value), cumulative };
    };
    const repeated = (list: readonly { value: number; weight: number }[]) =>
      Float64Array.from(list.flatMap(({ value, weight }) => Array<number>(weight).fill(value)));
    fc.assert(
      fc.property(weighted, weighted, (a, b) => {
        const [found, expected] = [weightedDistances(view(a), view(b)), sampleDistances(repeated(a), repeated(b))];
        expect(found.scaled).toBe(expected.scaled);
        expect(found.area).toBeCloseTo(expected.area, 9);
      }),
    );
  });
});
