import { EXACT_DIGITS, MOST_DIGITS, roundedQuotient } from '../../domain/datasets/rounded-quotient.js';

const [MINUS, PLUS, DOT, ZERO, NINE, LOWER_E, UPPER_E] = [0x2d, 0x2b, 0x2e, 0x30, 0x39, 0x65, 0x45];

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
    const value = digits + lowDigits > MOST_DIGITS ? Number.NaN : roundedQuotient(high, low, lowDigits, scale);
    // What is too long or too close to call is left to the engine.
    if (Number.isNaN(value)) return Number(bytes.toString('latin1', start, at));
    return isNegative ? -value : value;
  }

  private none(at: number): number {
    this.end = at;
    return Number.NaN;
  }
}
