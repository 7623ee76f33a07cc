/** Powers of ten up to this one are doubles without rounding. */
const EXACT_POWER = 22;
const POWERS = Float64Array.from({ length: EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));
const LARGEST_EXACT = 2 ** 53;
/** Splits a double in two halves of 26 bits (T. J. Dekker, Numerische Mathematik 18, 1971). */
const SPLITTER = 2 ** 27 + 1;
/** Above the relative error of the quotient below, which is of the order of 2^-104. */
const DOUBT = 2 ** -98;

/** Digits of which every integer is a double. */
export const EXACT_DIGITS = 15;
/** Digits that two doubles hold together here. */
export const MOST_DIGITS = 22;

/**
 * (high × 10^lowDigits + low) × 10^scale, rounded once; NaN where that can't be told.
 * @param high an integer of at most 15 digits, or any that is a double where it is all
 * @param low an integer of `lowDigits`, at most seven
 */
export function roundedQuotient(high: number, low: number, lowDigits: number, scale: number): number {
  if (scale > EXACT_POWER || scale < -EXACT_POWER) return high === 0 ? 0 : Number.NaN;
  const whole = high * (POWERS[lowDigits] as number) + low;
  // Both factors are exact, so that one rounding is the only one (W. D. Clinger, PLDI 1990).
  if (whole < LARGEST_EXACT) return scale < 0 ? whole / (POWERS[-scale] as number) : whole * (POWERS[scale] as number);
  return scale > 0 ? Number.NaN : longQuotient(high, low, POWERS[lowDigits] as number, POWERS[-scale] as number);
}

/** The whole as a double and what it lacks, then its quotient as one more such pair. */
function longQuotient(high: number, low: number, shift: number, divisor: number): number {
  const product = high * shift;
  const sum = product + low;
  const rest = productRest(high, shift, product) + (low - (sum - product));
  const quotient = sum / divisor;
  const back = quotient * divisor;
  const remainder = (sum - back - productRest(quotient, divisor, back) + rest) / divisor;
  const value = quotient + remainder;
  const error = remainder - (value - quotient);
  const doubt = value * DOUBT;
  return value + (error + doubt) === value && value + (error - doubt) === value ? value : Number.NaN;
}

/** What a × b is more than its double `product`, exactly. */
function productRest(a: number, b: number, product: number): number {
  const shiftedA = a * SPLITTER;
  const highA = shiftedA - (shiftedA - a);
  const lowA = a - highA;
  const shiftedB = b * SPLITTER;
  const highB = shiftedB - (shiftedB - b);
  const lowB = b - highB;
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}
