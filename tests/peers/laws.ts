import { incompleteBeta } from '../../lambdas/domain/statistics/incomplete-beta.js';
import { upperIncompleteGamma } from '../../lambdas/domain/statistics/incomplete-gamma.js';
import { kolmogorovFiniteSurvival } from '../../lambdas/domain/statistics/kolmogorov-finite.js';
import { logGamma } from '../../lambdas/domain/statistics/log-gamma.js';
import { normalTwoSided } from '../../lambdas/domain/statistics/normal.js';
import { studentQuantile, studentSurvival } from '../../lambdas/domain/statistics/student-t.js';

/** A function of numbers, and the points where it is looked at. */
export interface Law {
  /** A name that ends in `pValue` is held relatively. */
  readonly name: string;
  readonly law: string;
  readonly at: readonly (readonly number[])[];
  readonly ours: (...point: readonly number[]) => number;
}

const grid = (...axes: readonly (readonly number[])[]): number[][] =>
  axes.reduce<number[][]>((points, axis) => points.flatMap((point) => axis.map((value) => [...point, value])), [[]]);

const law = (name: string, at: readonly (readonly number[])[], ours: (...point: number[]) => number): Law => ({
  name: name.replace(/(Survival|TwoSided)$/, '$1.pValue'),
  law: name,
  at,
  ours: (...point) => ours(...point),
});

const DEGREES = [0.7, 1, 2, 3.4, 10, 57.3, 1_000, 123_456.7];
const KOLMOGOROV_SIZES = [1, 2, 3, 10, 50, 139, 140, 141, 142, 500, 1_000, 5_000, 10_001, 99_999, 100_001, 1_000_000];
/** d √n, from all but certain to all but impossible. */
const KOLMOGOROV_DEVIATIONS = [0.2, 0.3, 0.5, 0.7, 0.83, 1, 1.2, 1.36, 1.48, 1.5, 1.63, 2, 2.1, 3, 5, 10, 15];

export const LAWS: readonly Law[] = [
  law('normalTwoSided', grid([-40, -8, -3, -1, -1e-8, 0, 1e-8, 0.5, 1, 1.96, 3, 6, 10, 20, 37]), normalTwoSided),
  law('studentSurvival', grid([-50, -3, -0.1, 0, 1e-6, 0.1, 1, 2.5, 9, 40, 1_000], DEGREES), studentSurvival),
  law('studentQuantile', grid([0.5, 0.4, 0.1, 0.05, 0.025, 0.01, 1e-4, 1e-9], DEGREES.slice(1)), studentQuantile),
  law(
    'kolmogorovFiniteSurvival',
    KOLMOGOROV_SIZES.flatMap((n) => KOLMOGOROV_DEVIATIONS.map((deviation) => [n, deviation / Math.sqrt(n)])),
    kolmogorovFiniteSurvival,
  ),
  law(
    'upperIncompleteGamma',
    grid([0.5, 1, 1.5, 2, 7.5, 50, 499.5, 5_000], [0, 1e-6, 0.3, 1, 5, 20, 49, 51, 480, 520, 4_900, 5_100, 30_000]),
    upperIncompleteGamma,
  ),
  law(
    'incompleteBeta',
    grid([0.5, 1, 2.5, 30, 700, 60_000], [0.5, 3, 45], [0, 1e-9, 0.01, 0.3, 0.5, 0.77, 0.999, 1]),
    incompleteBeta,
  ),
  law('logGamma', grid([1e-6, 0.1, 0.5, 1, 1.5, 2, 3.3, 14.9, 15, 16, 100, 1e4, 1e7, 1e12]), logGamma),
];
