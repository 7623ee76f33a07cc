const [MINUS, PLUS, DOT, ZERO, NINE, LOWER_E, UPPER_E] = [0x2d, 0x2b, 0x2e, 0x30, 0x39, 0x65, 0x45];

/** Digits whose integer a double holds in any case. */
const EXACT_DIGITS = 15;
/** Digits that two doubles hold together here. */
const MOST_DIGITS = 19;
/** Powers of ten up to this one are doubles without rounding. */
const EXACT_POWER = 22;
const POWERS = Float64Array.from({ length: EXACT_POWER + 1 }, (_, power) => Number(`1e${power}`));
const LARGEST_EXACT = 2 ** 53;
/** Splits a double in two halves of 26 bits (T. J. Dekker, Numerische Mathematik 18, 1971). */
const SPLITTER = 2 ** 27 + 1;
/** Above the relative error of the quotient below, which is of the order of 2^-104. */
const DOUBT = 2 ** -98;

/** Reads JSON numbers out of bytes, to the same double as `Number` gives, without a text for each. */
export class DecimalReader {
  /** Where the last number ended. */
  end = 0;

  /** NaN when no JSON number begins at `start`. A number ends at the first byte that can't be part of it, or at `limit`. */
  read(bytes: Buffer, start: number, limit: number): number {
    let at = start;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at += 1;
    const first = at;
    let high = 0;
    let low = 0;
    let digits = 0;
    let lowDigits = 0;
    let scale = 0;
    let point = -1;
    let byte = 0;
    for (; at < limit; at++) {
      byte = bytes[at] as number;
      if (byte >= ZERO && byte <= NINE) {
        if (digits < EXACT_DIGITS) {
          high = high * 10 + (byte - ZERO);
          // Zeros in front are no digits of the value.
          if (high !== 0) digits += 1;
        } else {
          low = low * 10 + (byte - ZERO);
          lowDigits += 1;
        }
        if (point >= 0) scale -= 1;
      } else if (byte === DOT && point < 0) point = at;
      else break;
    }
    const whole = point < 0 ? at : point;
    // JSON has no number without a digit on both sides of the point, and none with a needless zero in front.
    if (whole === first || point === at - 1 || (bytes[first] === ZERO && whole - first > 1)) return this.none(at);
    if (at < limit && (byte === LOWER_E || byte === UPPER_E)) {
      let sign = 1;
      let exponent = 0;
      at += 1;
      if (bytes[at] === MINUS) sign = -1;
      if (bytes[at] === MINUS || bytes[at] === PLUS) at += 1;
      const exponentStart = at;
      for (; at < limit; at++) {
        byte = bytes[at] as number;
        if (byte < ZERO || byte > NINE) break;
        if (exponent < 10_000) exponent = exponent * 10 + (byte - ZERO);
      }
      if (at === exponentStart) return this.none(at);
      scale += sign * exponent;
    }
    this.end = at;
    const value = digits + lowDigits > MOST_DIGITS ? Number.NaN : scaled(high, low, lowDigits, scale);
    // What is too long or too close to call is left to the engine.
    if (Number.isNaN(value)) return Number(bytes.toString('latin1', start, at));
    return isNegative ? -value : value;
  }

  private none(at: number): number {
    this.end = at;
    return Number.NaN;
  }
}

/** (high × 10^lowDigits + low) × 10^scale, rounded once; NaN where that can't be told. */
function scaled(high: number, low: number, lowDigits: number, scale: number): number {
  if (scale > EXACT_POWER || scale < -EXACT_POWER) return high === 0 ? 0 : Number.NaN;
  const shift = POWERS[lowDigits] as number;
  const whole = high * shift + low;
  // Both factors are exact, so that one rounding is the only one (W. D. Clinger, PLDI 1990).
  if (whole < LARGEST_EXACT) return scale < 0 ? whole / (POWERS[-scale] as number) : whole * (POWERS[scale] as number);
  if (scale >= 0) return Number.NaN;
  // The whole as a double and what it lacks, then its quotient as one more such pair.
  const product = high * shift;
  const sum = product + low;
  const rest = productRest(high, shift, product) + (low - (sum - product));
  const divisor = POWERS[-scale] as number;
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
