import { upperIncompleteGamma } from './incomplete-gamma.js';
import { totalCount } from './total-count.js';

export interface ChiSquareResult {
  readonly statistic: number;
  readonly pValue: number;
  /** Categories seen on either side, less one. */
  readonly dof: number;
}

/**
 * Pearson's chi-square test of a 2 × k contingency table, without Yates' correction (K. Pearson, Phil. Mag. 50, 1900).
 * Categories that neither side has are left out. One category or an empty side: statistic 0, p-value 1.
 */
export function chiSquareTest(reference: ArrayLike<number>, current: ArrayLike<number>): ChiSquareResult {
  const referenceTotal = totalCount(reference);
  const currentTotal = totalCount(current);
  let categories = 0;
  for (let i = 0; i < reference.length; i++) if ((reference[i] as number) + (current[i] as number) > 0) categories++;
  const dof = Math.max(categories - 1, 0);
  if (dof === 0 || referenceTotal === 0 || currentTotal === 0) return { statistic: 0, pValue: 1, dof };
  const all = referenceTotal + currentTotal;
  let statistic = 0;
  for (let i = 0; i < reference.length; i++) {
    const r = reference[i] as number;
    const c = current[i] as number;
    if (r + c === 0) continue;
    const expectedReference = ((r + c) * referenceTotal) / all;
    const expectedCurrent = ((r + c) * currentTotal) / all;
    statistic += (r - expectedReference) ** 2 / expectedReference + (c - expectedCurrent) ** 2 / expectedCurrent;
  }
  return { statistic, pValue: upperIncompleteGamma(dof / 2, statistic / 2), dof };
}

/** Cramér's V of a 2 × k table of `total` observations: √(χ² / N) (H. Cramér, Mathematical Methods of Statistics, 1946). */
export function cramersV(result: ChiSquareResult, total: number): number {
  return result.dof === 0 ? 0 : Math.sqrt(result.statistic / total);
}

/**
 * Pools the categories whose expected count is below `minimum` on the smaller side into one, so that the chi-square law
 * holds; what is still too rare together joins the rarest category that is not (W. G. Cochran, Biometrics 10, 1954).
 */
export function poolRareCategories(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  minimum = 5,
): { readonly reference: number[]; readonly current: number[] } {
  const referenceTotal = totalCount(reference);
  const currentTotal = totalCount(current);
  const smallerShare = Math.min(referenceTotal, currentTotal) / (referenceTotal + currentTotal);
  const cells: [number, number][] = [];
  for (let i = 0; i < reference.length; i++) cells.push([reference[i] as number, current[i] as number]);
  cells.sort((a, b) => a[0] + a[1] - b[0] - b[1]);
  let rare: [number, number] = [0, 0];
  const kept: [number, number][] = [];
  for (const cell of cells) {
    const expected = (cell[0] + cell[1]) * smallerShare;
    const rareExpected = (rare[0] + rare[1]) * smallerShare;
    if (expected < minimum || (rareExpected > 0 && rareExpected < minimum))
      rare = [rare[0] + cell[0], rare[1] + cell[1]];
    else kept.push(cell);
  }
  if (rare[0] + rare[1] > 0) kept.push(rare);
  return { reference: kept.map(([r]) => r), current: kept.map(([, c]) => c) };
}
