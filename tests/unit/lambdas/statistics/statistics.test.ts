import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../../../lambdas/domain/statistics/benjamini-hochberg.js';
import { chiSquareTest, cramersV, poolRareCategories } from '../../../../lambdas/domain/statistics/chi-square.js';
import { hellingerDistance } from '../../../../lambdas/domain/statistics/hellinger.js';
import { doaneEdges, histogramCounts } from '../../../../lambdas/domain/statistics/histogram.js';
import { jensenShannonDistance } from '../../../../lambdas/domain/statistics/jensen-shannon.js';
import { kolmogorovFiniteSurvival } from '../../../../lambdas/domain/statistics/kolmogorov-finite.js';
import { lInfinityDistance } from '../../../../lambdas/domain/statistics/l-infinity.js';
import { normalTwoSided } from '../../../../lambdas/domain/statistics/normal.js';
import {
  countByEdges,
  decileEdges,
  populationStabilityIndex,
} from '../../../../lambdas/domain/statistics/population-stability-index.js';
import { studentQuantile, studentSurvival } from '../../../../lambdas/domain/statistics/student-t.js';
import { twoProportionPValue } from '../../../../lambdas/domain/statistics/two-proportion.js';
import { welchGreater } from '../../../../lambdas/domain/statistics/welch.js';
import { kolmogorovSmirnov, wassersteinDistance } from '../../../fixtures/sample-statistics.js';

const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);
const sample = (...values: number[]): Float64Array => Float64Array.from(values).sort();
const cycle = (length: number, period: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => i % period).sort();

const KSTWO: readonly [number, number, number][] = [
  [0.05, 100, 0.9532159710635725],
  [0.2, 100, 0.0005551927327988775],
  [0.1, 140, 0.11353657290090946],
  [0.6, 300, 8.399665126868074e-104],
  [0.009, 6667, 0.649256377099892],
  [0.005, 20000, 0.6974088406327613],
  [0.01, 20000, 0.03638603905248727],
  [0.02, 20000, 2.2181270070049744e-7],
  [0.0005, 200000, 0.999999999766341],
];

/** Expected values are of scipy 1.17.1 and numpy 2.4.6, by the call that each title names. */
describe('statistics agree with scipy', () => {
  it('ks_2samp, exact, with ties', () => {
    const result = kolmogorovSmirnov(sample(1, 2, 2, 3, 3, 3, 4, 5), sample(2, 3, 4, 4, 5, 6, 7));
    expect(result.statistic).toBeCloseTo(0.4642857142857143, 14);
    expect(relative(result.pValue, 0.31313131313131315)).toBeLessThan(1e-12);
  });

  it('ks_2samp, above 10,000 values by the finite-n law', () => {
    const result = kolmogorovSmirnov(cycle(20_001, 101), cycle(15_000, 97));
    expect(result.statistic).toBeCloseTo(0.039598020098995046, 14);
    expect(relative(result.pValue, 4.084636315897362e-12)).toBeLessThan(1e-8);
  });

  it.each(KSTWO)('kstwo.sf(%f, %i)', (d, n, expected) => {
    expect(relative(kolmogorovFiniteSurvival(n, d), expected)).toBeLessThan(1e-8);
  });

  it('chi2_contingency without correction, and its Cramér V', () => {
    const result = chiSquareTest([10, 20, 30], [15, 15, 20]);
    expect(result.dof).toBe(2);
    expect(relative(result.statistic, 2.8285714285714287)).toBeLessThan(1e-12);
    expect(relative(result.pValue, 0.24309919372964037)).toBeLessThan(1e-12);
    expect(cramersV(result, 110)).toBeCloseTo(Math.sqrt(2.8285714285714287 / 110), 12);
  });

  it('wasserstein_distance', () => {
    expect(wassersteinDistance(sample(1, 2, 2, 3), sample(2, 3, 7))).toBeCloseTo(2, 12);
  });

  it('jensenshannon(base=2), and the Hellinger formula in numpy', () => {
    expect(jensenShannonDistance([10, 20, 30, 0], [15, 15, 20, 5])).toBeCloseTo(0.254495132440003, 12);
    expect(hellingerDistance([10, 20, 30, 0], [15, 15, 20, 5])).toBeCloseTo(0.24266542060088633, 12);
  });

  it('ttest_ind_from_stats(equal_var=False, alternative="greater")', () => {
    const a = { mean: 5.2, standardDeviation: 1.1, count: 40 };
    const b = { mean: 4.8, standardDeviation: 0.9, count: 55 };
    const result = welchGreater(a, b);
    expect(relative(result.statistic, 1.8860944297886688)).toBeLessThan(1e-12);
    expect(relative(result.pValue, 0.03161342066298966)).toBeLessThan(1e-9);
    expect(result.lowerBound).toBeGreaterThan(0);
    expect(welchGreater(a, b, 0.97).lowerBound).toBeLessThan(0);
  });

  it('false_discovery_control', () => {
    const adjusted = benjaminiHochberg([0.01, 0.04, null, 0.03, 0.005, 0.8]);
    expect(adjusted.map((p) => (p === null ? null : Number(p.toFixed(12))))).toEqual([
      0.025,
      0.05,
      null,
      0.05,
      0.025,
      0.8,
    ]);
  });

  it('two of norm.sf, t.sf and t.isf', () => {
    expect(relative(normalTwoSided(6), 2 * 9.865876450376946e-10)).toBeLessThan(1e-12);
    expect(relative(studentSurvival(2.5, 7.3), 0.019825117332800214)).toBeLessThan(1e-10);
    expect(relative(studentQuantile(0.05, 12), 1.7822875556493194)).toBeLessThan(1e-10);
  });

  it('the two-proportion test is chi2_contingency of the two by two table', () => {
    expect(relative(twoProportionPValue(30, 400, 60, 500), 0.025347318677468325)).toBeLessThan(1e-12);
  });

  it('histogram_bin_edges(bins="doane"), and counts with the last bin closed', () => {
    const values = sample(0, 1, 1, 2, 3, 3, 3, 8, 13, 2, 2, 4);
    const edges = doaneEdges(values);
    expect(edges).toHaveLength(8);
    expect(edges[1]).toBeCloseTo(1.85714286, 8);
    expect([...histogramCounts(values, edges)]).toEqual([3, 6, 1, 0, 1, 0, 1]);
  });
});

describe('statistics at their limits', () => {
  it('a sample compared with itself has no distance and a p-value of 1', () => {
    const values = cycle(500, 37);
    expect(kolmogorovSmirnov(values, values)).toEqual({ statistic: 0, pValue: 1 });
    expect(wassersteinDistance(values, values)).toBe(0);
  });

  it('disjoint large samples have the statistic 1 and a p-value too small for a number, at once', () => {
    const low = Float64Array.from({ length: 9_000 }, (_, i) => i);
    const high = Float64Array.from({ length: 10_000 }, (_, i) => 1e6 + i);
    expect(kolmogorovSmirnov(low, high)).toEqual({ statistic: 1, pValue: 0 });
  });

  it('an empty side answers NaN, not a number', () => {
    expect(populationStabilityIndex([0, 0], [1, 2])).toBeNaN();
    expect(jensenShannonDistance([1], [0])).toBeNaN();
    expect(lInfinityDistance([0], [3])).toBeNaN();
  });

  it('deciles lose duplicates and those at the extremes, and bins are closed on the right', () => {
    const edges = decileEdges(sample(0, 1, 1, 1, 1, 1, 1, 1, 2, 3, 9));
    expect(edges).toEqual([1, 2, 3]);
    expect(countByEdges(sample(0, 1, 2, 2.5, 99), edges)).toEqual([2, 1, 1, 1]);
    expect(decileEdges(sample(...Array<number>(30).fill(0), 5))).toEqual([]);
  });

  it('an empty share counts as 1e-4 in the stability index, a full one stays', () => {
    expect(populationStabilityIndex([10, 0], [5, 5])).toBeCloseTo(
      (0.5 - 1) * Math.log(0.5) + (0.5 - 1e-4) * Math.log(0.5 / 1e-4),
      12,
    );
  });

  it('pooling leaves no category with an expected count below five and keeps the totals', () => {
    const { reference, current } = poolRareCategories([100, 3, 2, 1, 40], [90, 1, 0, 2, 30]);
    const smaller = Math.min(sum(reference), sum(current)) / (sum(reference) + sum(current));
    expect([sum(reference), sum(current)]).toEqual([146, 123]);
    const expected = reference.map((count, i) => (count + (current[i] ?? 0)) * smaller);
    expect(Math.min(...expected)).toBeGreaterThanOrEqual(5);
  });

  it('samples without spread differ for certain or not at all', () => {
    const constant = (mean: number) => ({ mean, standardDeviation: 0, count: 10 });
    expect(welchGreater(constant(2), constant(1)).pValue).toBe(0);
    expect(welchGreater(constant(1), constant(1)).pValue).toBe(1);
  });
});

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
