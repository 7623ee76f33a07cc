import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipTest } from '../../../../lambdas/domain/bias/flip-test.js';
import { NearestNeighbours } from '../../../../lambdas/domain/bias/nearest-neighbours.js';

const bits = (...values: (0 | 1)[]): Uint8Array => Uint8Array.from(values);

describe('the neighbours nearest to a point', () => {
  it('are those that comparing all points finds, the first ones where distances are equal', () => {
    const coordinate = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    const setup = fc.integer({ min: 1, max: 4 }).chain((dimensions) =>
      fc.record({
        points: fc.array(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
          minLength: 1,
          maxLength: 200,
        }),
        query: fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }),
        k: fc.integer({ min: 1, max: 7 }),
      }),
    );
    fc.assert(
      fc.property(setup, ({ points, query, k }) => {
        const squared = (point: readonly number[]) =>
          point.reduce((sum, value, axis) => sum + (value - (query[axis] ?? 0)) ** 2, 0);
        const expected = points
          .map((point, position) => ({ position, distance: squared(point) }))
          .sort((a, b) => a.distance - b.distance || a.position - b.position)
          .slice(0, k);
        const values = Float64Array.from(points.flat());
        const found = new NearestNeighbours({ dimensions: query.length, values }, k).of(Float64Array.from(query));
        expect(found).toEqual(expected.map(({ position }) => position));
      }),
      { numRuns: 500 },
    );
  });

  it('are found at once among many copies of one point', () => {
    const values = new Float64Array(200_000).fill(7);
    const tree = new NearestNeighbours({ dimensions: 2, values }, 5);
    for (let query = 0; query < 10_000; query += 1) expect(tree.of(Float64Array.of(query, 0))).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('the flip test', () => {
  it('asks the one nearest advantaged row where there are fewer than ten', () => {
    const features = [Float64Array.of(0, 10, 20, 1, 11, 21, 22)];
    // The nearest of each disadvantaged row is predicted 1, 0, 0, 0; they themselves 0, 1, 1, 0.
    expect(flipTest(features, bits(0, 0, 0, 1, 1, 1, 1), bits(1, 0, 0, 0, 1, 1, 0))).toBe((2 - 1) / 4);
  });

  it('asks the majority of the five nearest where there are ten or more', () => {
    const features = [Float64Array.of(0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 2, 102)];
    const facet = bits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1);
    expect(flipTest(features, facet, bits(1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1))).toBe((1 - 1) / 2);
    expect(flipTest(features, facet, bits(1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0))).toBe(-1 / 2);
    expect(flipTest(features, facet, bits(1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1))).toBe(1 / 2);
  });

  it('does not scale the features', () => {
    const features = [Float64Array.of(0, 1, 0), Float64Array.of(0, 1000, 600)];
    expect(flipTest(features, bits(0, 0, 1), bits(0, 1, 0))).toBe(-1);
  });

  it('is not defined where a side has no rows', () => {
    expect(flipTest([Float64Array.of(1, 2)], bits(0, 0), bits(0, 1))).toBeNaN();
    expect(flipTest([Float64Array.of(1, 2)], bits(1, 1), bits(0, 1))).toBeNaN();
  });
});
