import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCategorical } from '../../lambdas/domain/monitoring/compare-categorical.js';
import { compareNumeric } from '../../lambdas/domain/monitoring/compare-numeric.js';
import { benjaminiHochberg } from '../../lambdas/domain/statistics/benjamini-hochberg.js';
import { kolmogorovFiniteSurvival } from '../../lambdas/domain/statistics/kolmogorov-finite.js';
import { kolmogorovSmirnov, wassersteinDistance } from '../fixtures/sample-statistics.js';

const values = fc
  .array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => Float64Array.from(list).sort());
const counts = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '1', '1.0'), { minLength: 1, maxLength: 60 })
  .map((list) => {
    const map = new Map<string, number>();
    for (const text of list) map.set(text, (map.get(text) ?? 0) + 1);
    return map;
  });

describe('statistics of any samples', () => {
  it('distances and p-values of numbers stay in their bounds', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { statistics } = compareNumeric(a, b);
        for (const bounded of [
          statistics.ks?.statistic,
          statistics.ks?.pValue,
          statistics.jensenShannon,
          statistics.hellinger,
        ]) {
          expect(bounded).toBeGreaterThanOrEqual(0);
          expect(bounded).toBeLessThanOrEqual(1);
        }
        expect(statistics.psi).toBeGreaterThanOrEqual(0);
        expect(statistics.wasserstein).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('distances and p-values of categories stay in their bounds', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const { statistics, decisionPValue } = compareCategorical(a, b);
        const bounded = [decisionPValue, statistics.chi2?.pValue, statistics.jensenShannon, statistics.hellinger];
        for (const value of [...bounded, statistics.lInfinity, statistics.cramersV]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it('the Kolmogorov-Smirnov test and the Wasserstein distance do not care which side is which', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [forth, back] = [kolmogorovSmirnov(a, b), kolmogorovSmirnov(b, a)];
        expect(forth.statistic).toBeCloseTo(back.statistic, 12);
        expect(forth.pValue).toBeCloseTo(back.pValue, 12);
        expect(wassersteinDistance(a, b)).toBeCloseTo(wassersteinDistance(b, a), 6);
      }),
    );
  });

  it('the Wasserstein distance of a shifted sample is the shift', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (a, shift) => {
        const moved = a.map((value) => value + shift);
        expect(Math.abs(wassersteinDistance(a, moved) - Math.abs(shift))).toBeLessThan(1e-6);
      }),
    );
  });

  it('a larger distance never has a larger p-value under the finite-n law', () => {
    const distance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), distance, distance, (n, x, y) => {
        const [less, more] = [Math.min(x, y), Math.max(x, y)];
        expect(kolmogorovFiniteSurvival(n, more)).toBeLessThanOrEqual(kolmogorovFiniteSurvival(n, less) + 2e-5);
      }),
    );
  });

  it('adjusted p-values are no less than the p-values, keep their order and stay at most 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (pValues) => {
        const adjusted = benjaminiHochberg(pValues).map((p) => p ?? Number.NaN);
        const byP = pValues.map((p, i) => [p, adjusted[i] ?? Number.NaN] as const).sort(([a], [b]) => a - b);
        byP.forEach(([p, q], i) => {
          expect(q).toBeGreaterThanOrEqual(p - 1e-15);
          expect(q).toBeLessThanOrEqual(1);
          expect(q).toBeGreaterThanOrEqual((byP[i - 1]?.[1] ?? 0) - 1e-15);
        });
      }),
    );
  });
});
