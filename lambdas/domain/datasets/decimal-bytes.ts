import { EXACT_DIGITS, MOST_DIGITS, roundedQuotient } from './rounded-quotient.js';

const [ZERO, NINE, PLUS, MINUS, POINT, UPPER_E, LOWER_E] = [0x30, 0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65];

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
  const value =
    mantissa <= Number.MAX_SAFE_INTEGER
      ? roundedQuotient(mantissa, 0, 0, power)
      : longNumber(bytes, first, last, power);
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

/** More digits than one double holds, as all digits of a double are written: the first and the others. */
function longNumber(bytes: Uint8Array, first: number, last: number, power: number): number {
  let high = 0;
  let low = 0;
  let digits = 0;
  for (let at = first; at < last; at++) {
    const byte = bytes[at] as number;
    if (byte === POINT) continue;
    if (digits < EXACT_DIGITS) high = high * 10 + byte - ZERO;
    else low = low * 10 + byte - ZERO;
    // Zeros that lead are no digits.
    if (high > 0) digits++;
  }
  return digits > MOST_DIGITS ? Number.NaN : roundedQuotient(high, low, digits - EXACT_DIGITS, power);
}
