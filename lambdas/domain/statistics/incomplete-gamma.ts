import { logGamma } from './log-gamma.js';

const EPSILON = 1e-16;
const TINY = 1e-300;
/** Logarithm of the largest double. */
const LARGEST_LOGARITHM = 709.782712893384;

/**
 * Upper regularised incomplete gamma function Q(a, x) for a > 0, x >= 0.
 * Series for x < a + 1, else Lentz's continued fraction (Abramowitz and Stegun 6.5.29 and 6.5.31). What only subnormal
 * numbers, with few digits, could say is 0, as it is in Cephes and scipy.
 */
export function upperIncompleteGamma(a: number, x: number): number {
  if (Number.isNaN(a) || Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const exponent = a * Math.log(x) - x - logGamma(a);
  const scale = exponent < -LARGEST_LOGARITHM ? 0 : Math.exp(exponent);
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    d = 1 / (Math.abs(d) < TINY ? TINY : d);
    c = b + an / c;
    if (Math.abs(c) < TINY) c = TINY;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < EPSILON * 4) break;
  }
  return h;
}
