import { normalTwoSided } from './normal.js';

/**
 * Two-sided p-value of the pooled two-proportion z-test: is the share `successesA / totalA` that of `successesB / totalB`?
 * 1 where the test says nothing (an empty side, or no spread at all). Source: Fleiss, Levin and Paik,
 * Statistical Methods for Rates and Proportions, chapter 3, without continuity correction.
 */
export function twoProportionPValue(successesA: number, totalA: number, successesB: number, totalB: number): number {
  if (totalA === 0 || totalB === 0) return 1;
  const pooled = (successesA + successesB) / (totalA + totalB);
  const variance = pooled * (1 - pooled) * (1 / totalA + 1 / totalB);
  if (variance === 0) return 1;
  return normalTwoSided((successesA / totalA - successesB / totalB) / Math.sqrt(variance));
}
