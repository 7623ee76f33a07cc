import { upperIncompleteGamma } from './incomplete-gamma.js';

/** P(|Z| > |z|) of the standard normal law, accurate far into the tail: erfc(x) = Q(1/2, x²) (Abramowitz and Stegun 6.5.17). */
export function normalTwoSided(z: number): number {
  return upperIncompleteGamma(0.5, (z * z) / 2);
}

/** Quantiles of the standard normal law. */
export const NORMAL_95 = 1.6448536269514722;
export const NORMAL_97_5 = 1.959963984540054;
