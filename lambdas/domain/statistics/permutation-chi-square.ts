import { upperIncompleteGamma } from './incomplete-gamma.js';

/** Of the mean; what rounding leaves of a variance of 0. */
const NO_VARIANCE = 1e-9;

/** Mean and variance of Pearson's statistic over all ways to deal the same rows out to two sides of the same sizes. */
export interface PermutationMoments {
  readonly mean: number;
  readonly variance: number;
}

interface Margins {
  readonly sides: readonly [number, number];
  readonly categories: number;
  /** Sum of 1 / the rows of a category, and of its reference rows squared over them. */
  readonly reciprocals: number;
  readonly squares: number;
}

/**
 * P-value of Pearson's chi-square statistic of a 2 × k table, however rare its categories are: by the gamma law with the mean
 * and the variance that the statistic has given the margins. Half of the step from one possible statistic to the next is taken
 * off before, which matters where hardly any category comes twice. 1 where the margins allow one statistic only: one
 * category, an empty side, or no category that comes twice.
 */
export function permutationChiSquarePValue(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const margins = marginsOf(reference, current);
  const { mean, variance } = momentsOf(margins);
  if (!(variance > NO_VARIANCE * mean)) return 1;
  const [n, m] = margins.sides;
  const all = n + m;
  const unit = (all / n) * (all / m);
  const statistic = (margins.squares - (n / all) * n) * unit;
  const step = unit / Math.max(2, all / margins.categories);
  return upperIncompleteGamma((mean / variance) * mean, (Math.max(0, statistic - step / 2) / variance) * mean);
}

export const permutationMoments = (reference: ArrayLike<number>, current: ArrayLike<number>): PermutationMoments =>
  momentsOf(marginsOf(reference, current));

/**
 * Source: J. Haldane, The mean and variance of χ², when used as a test of homogeneity, when expectations are small
 * (Biometrika 31, 1940); in the form of T. Lewis, I. Saunders, M. Westcott, The moments of the Pearson chi-squared statistic
 * and the minimum expected value in two-way tables (Biometrika 71, 1984). Both 0 for fewer than four rows or an empty side.
 */
function momentsOf({ sides: [n, m], categories, reciprocals }: Margins): PermutationMoments {
  const all = n + m;
  if (all <= 3 || n === 0 || m === 0) return { mean: 0, variance: 0 };
  const bySides = (all - 2) / (all - 1);
  const byCategories = ((categories - 1) * (all - categories)) / (all - 1);
  const unevenSides = (all / n + all / m - 4) / (all - 2);
  const unevenCategories = (all * reciprocals - categories ** 2) / (all - 2);
  const even = ((2 * all) / (all - 3)) * (bySides - unevenSides) * (byCategories - unevenCategories);
  const uneven = (all / (all - 1)) * all * unevenSides * unevenCategories;
  return { mean: (all * (categories - 1)) / (all - 1), variance: even + uneven };
}

function marginsOf(reference: ArrayLike<number>, current: ArrayLike<number>): Margins {
  let [n, m, categories, reciprocals, squares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < reference.length; i++) {
    const [r, c] = [reference[i] as number, current[i] as number];
    if (r + c === 0) continue;
    n += r;
    m += c;
    categories++;
    reciprocals += 1 / (r + c);
    squares += (r / (r + c)) * r;
  }
  return { sides: [n, m], categories, reciprocals, squares };
}
