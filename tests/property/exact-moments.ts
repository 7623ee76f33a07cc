const UNIT = 1074n;

/** A finite double times 2^1074, which makes every double an integer. */
function scaled(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 1n ? -size : size;
}

const sizeOf = (value: bigint): bigint => BigInt(value.toString(2).replace('-', '').length);

/** A fraction times 2^-shift, to more digits than a double has. */
function quotient(numerator: bigint, denominator: bigint, shift: bigint): number {
  if (numerator === 0n) return 0;
  const up = 70n + sizeOf(denominator) - sizeOf(numerator);
  const digits = up >= 0n ? (numerator << up) / denominator : numerator / (denominator << -up);
  const power = Number(-up - shift);
  // In two steps, since the power alone may be too small for a double.
  return Number(digits) * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
}

/** Mean and variance (ddof 0) in integers, rounded at the end only. */
export function exactMoments(values: readonly number[]): { mean: number; variance: number } {
  const count = BigInt(values.length);
  let sum = 0n;
  let squares = 0n;
  for (const value of values) {
    const integer = scaled(value);
    sum += integer;
    squares += integer * integer;
  }
  return {
    mean: quotient(sum, count, UNIT),
    variance: quotient(count * squares - sum * sum, count * count, 2n * UNIT),
  };
}
