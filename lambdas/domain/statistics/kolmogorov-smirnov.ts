import { kolmogorovFiniteSurvival } from './kolmogorov-finite.js';
import { latticePathPValue } from './kolmogorov-smirnov-exact.js';

/** Samples up to this size, on both sides, get the exact p-value. */
const EXACT_LIMIT = 10_000;

export interface KolmogorovSmirnovResult {
  /** Largest absolute difference of the two empirical distribution functions. */
  readonly statistic: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Two-sample Kolmogorov-Smirnov test of a statistic that is known, as scipy.stats.ks_2samp(mode='auto') has it. The p-value is the exact share of lattice paths when both samples have at most
 * 10,000 values, else the finite-n one-sample law at round(nm / (n + m)).
 * @param scaled the statistic times n m, a whole number
 */
export function kolmogorovSmirnovOf(n: number, m: number, scaled: number): KolmogorovSmirnovResult {
  const statistic = scaled / n / m;
  if (Math.max(n, m) <= EXACT_LIMIT) return { statistic, pValue: latticePathPValue(n, m, scaled) };
  return { statistic, pValue: kolmogorovFiniteSurvival(roundHalfEven((n / (n + m)) * m), statistic) };
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return Math.round(value);
}
