import { kolmogorovFiniteSurvival } from './kolmogorov-finite.js';
import { latticePathPValue } from './kolmogorov-smirnov-exact.js';

/** Samples up to this size, on both sides, get the exact p-value. */
export const EXACT_LIMIT = 10_000;

export interface KolmogorovSmirnovResult {
  /** Largest absolute difference of the two empirical distribution functions. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Two-sample Kolmogorov-Smirnov test of ascending samples, ties included. The p-value is the exact share of lattice
 * paths when both have at most 10,000 values, else the finite-n one-sample law at round(nm / (n + m)); both as
 * scipy.stats.ks_2samp(mode='auto') has them. NaN when a side is empty.
 */
export function kolmogorovSmirnov(sortedA: Float64Array, sortedB: Float64Array): KolmogorovSmirnovResult {
  const n = sortedA.length;
  const m = sortedB.length;
  if (n === 0 || m === 0) return { statistic: Number.NaN, pValue: Number.NaN };
  const largest = largestScaledDifference(sortedA, sortedB);
  const statistic = largest / n / m;
  if (Math.max(n, m) <= EXACT_LIMIT) return { statistic, pValue: latticePathPValue(n, m, largest) };
  return { statistic, pValue: kolmogorovFiniteSurvival(roundHalfEven((n / (n + m)) * m), statistic) };
}

/** The statistic times n m, a whole number. */
function largestScaledDifference(sortedA: Float64Array, sortedB: Float64Array): number {
  const n = sortedA.length;
  const m = sortedB.length;
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < n && j < m) {
    const a = sortedA[i] as number;
    const b = sortedB[j] as number;
    const value = a < b ? a : b;
    while (i < n && (sortedA[i] as number) === value) i++;
    while (j < m && (sortedB[j] as number) === value) j++;
    const difference = Math.abs(i * m - j * n);
    if (difference > largest) largest = difference;
  }
  return largest;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return Math.round(value);
}
