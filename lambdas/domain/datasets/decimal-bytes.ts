const [ZERO, NINE, PLUS, MINUS, POINT, UPPER_E, LOWER_E] = [0x30, 0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65];
/** Powers of ten that are doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits of which every number is a double, and of which it and the first ones are two of them. */
const SHORT = 15;
const LONG = 22;
/** Splits a double into two of 26 bits (T. Dekker, Numerische Mathematik 18, 1971). */
const SPLITTER = 2 ** 27 + 1;

/**
 * The decimal number in bytes from `start` to `end`, the same double that `Number` makes of them; NaN where that is not certain
 * at once, or it is none.
 */
export function decimalOfBytes(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  let at = sign === MINUS || sign === PLUS ? start + 1 : start;
  const first = at;
  let mantissa = 0;
  let digits = 0;
  let power = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    digits++;
  }
  if (at < end && bytes[at] === POINT) {
    const point = at++;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    power = point + 1 - at;
    digits -= power;
  }
  if (digits === 0) return Number.NaN;
  const last = at;
  if (at < end) {
    const exponent = exponentOf(bytes, at, end);
    if (Number.isNaN(exponent)) return Number.NaN;
    power += exponent;
  }
  if (power < -22 || power > 22) return Number.NaN;
  const value =
    mantissa <= Number.MAX_SAFE_INTEGER
      ? // One rounding of two exact numbers (W. Clinger, How to read floating point numbers accurately, PLDI 1990).
        power < 0
        ? mantissa / (POWERS[-power] as number)
        : mantissa * (POWERS[power] as number)
      : longQuotient(bytes, first, last, power);
  return sign === MINUS ? -value : value;
}

/** Of `e-5`; NaN where it is none. */
function exponentOf(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== LOWER_E && bytes[start] !== UPPER_E) return Number.NaN;
  const sign = bytes[start + 1];
  let at = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  if (at >= end || end - at > 4) return Number.NaN;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = bytes[at] as number;
    if (digit < ZERO || digit > NINE) return Number.NaN;
    exponent = exponent * 10 + digit - ZERO;
  }
  return sign === MINUS ? -exponent : exponent;
}

/**
 * Sixteen to 22 digits over a power of ten, as all digits of a double are written: in pairs of doubles, whose sum is off by much
 * less than the distance to the next number between two doubles, or else NaN.
 */
function longQuotient(bytes: Uint8Array, first: number, last: number, power: number): number {
  let high = 0;
  let low = 0;
  let digits = 0;
  for (let at = first; at < last; at++) {
    const byte = bytes[at] as number;
    if (byte === POINT) continue;
    if (digits < SHORT) high = high * 10 + byte - ZERO;
    else low = low * 10 + byte - ZERO;
    // Zeros that lead are no digits.
    if (high > 0) digits++;
  }
  if (digits > LONG || power > 0) return Number.NaN;
  const scale = POWERS[digits - SHORT] as number;
  const product = high * scale;
  const dividend = product + low;
  const rest = productError(high, scale, product) + (low - (dividend - product));
  const divisor = POWERS[-power] as number;
  const quotient = dividend / divisor;
  const back = quotient * divisor;
  const correction = (dividend - back - productError(quotient, divisor, back) + rest) / divisor;
  const doubt = Math.abs(correction) * 2 ** -48;
  const below = quotient + (correction - doubt);
  return below === quotient + (correction + doubt) ? below : Number.NaN;
}

/** What rounding took from `a * b`, exactly. */
function productError(a: number, b: number, product: number): number {
  const aHigh = SPLITTER * a - (SPLITTER * a - a);
  const bHigh = SPLITTER * b - (SPLITTER * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
