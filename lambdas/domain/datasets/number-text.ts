const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOTHING = /^(?:nan|null|none|na)$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/**
 * What a text of a CSV is in a numeric column: a decimal number or an infinite one, spaces around it or not; null for what
 * stands for no value (nothing, NaN, null, None, NA in any case); undefined for any other text, `0x10` and `1,5` too.
 */
export function numberOfText(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  if (trimmed === '' || NOTHING.test(trimmed)) return null;
  if (!INFINITE.test(trimmed)) return undefined;
  return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const [ZERO, NINE, PLUS, MINUS, POINT, UPPER_E, LOWER_E] = [0x30, 0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65];
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The decimal number in bytes from `start` to `end`, exactly as `Number` reads it; NaN where that is not certain at once, or
 * it is none. A mantissa below 2^53 and a power of ten up to 22 are exact, so that one rounding makes the nearest number
 * (W. Clinger, How to read floating point numbers accurately, PLDI 1990).
 */
export function shortDecimal(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  let at = sign === MINUS || sign === PLUS ? start + 1 : start;
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
  if (at < end && (bytes[at] === LOWER_E || bytes[at] === UPPER_E)) {
    const exponentSign = bytes[++at];
    if (exponentSign === MINUS || exponentSign === PLUS) at++;
    if (at === end || end - at > 4) return Number.NaN;
    let exponent = 0;
    for (; at < end; at++) {
      const digit = bytes[at] as number;
      if (digit < ZERO || digit > NINE) return Number.NaN;
      exponent = exponent * 10 + digit - ZERO;
    }
    power += exponentSign === MINUS ? -exponent : exponent;
  }
  if (at < end || mantissa > Number.MAX_SAFE_INTEGER || power < -22 || power > 22) return Number.NaN;
  const value = power < 0 ? mantissa / (EXACT_POWERS[-power] as number) : mantissa * (EXACT_POWERS[power] as number);
  return sign === MINUS ? -value : value;
}
