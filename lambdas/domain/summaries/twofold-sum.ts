import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** Sums beyond this are kept in a larger unit, so that neither they nor the steps in dividing them overflow. */
const LARGEST = 2 ** 900;
const LARGE_UNIT = 2 ** 200;
/** Splits a double into two of half the digits (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1;

export interface Twofold {
  readonly high: number;
  /** What `high` was rounded by. */
  readonly low: number;
}

/**
 * A sum to twice a double's digits, also where it is too large for a double.
 * Sources: D. Knuth, The Art of Computer Programming 2, 4.2.2, for the error of an addition; T. Dekker, A floating-point
 * technique for extending the available precision (1971).
 */
export class TwofoldSum {
  #high = 0;
  #low = 0;
  #unit = 1;

  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  add(values: Float64Array, from: number, to: number): void {
    const block = sumBlock(values, from, to, 1);
    if (Math.abs(block.high) <= LARGEST) this.#take(block, 1);
    else this.#take(sumBlock(values, from, to, LARGE_UNIT), LARGE_UNIT);
  }

  merge(other: TwofoldSum): void {
    this.#take({ high: other.#high, low: other.#low }, other.#unit);
  }

  /** The sum over a count, of at most 2^53; NaN over 0. */
  over(count: number): Twofold {
    if (count === 0) return { high: Number.NaN, low: Number.NaN };
    const high = this.#high / count;
    const product = multiply(high, count);
    const low = (this.#high - product.high - product.low + this.#low) / count;
    const sum = high + low;
    return { high: sum * this.#unit, low: (high - sum + low) * this.#unit };
  }

  write(writer: ByteWriter): void {
    writer.byte(this.#unit === 1 ? 0 : 1);
    writer.float64(this.#high);
    writer.float64(this.#low);
  }

  static read(reader: ByteReader): TwofoldSum {
    const sum = new TwofoldSum();
    const unit = reader.byte();
    reader.check(unit <= 1, `a sum of unit ${unit}`);
    sum.#unit = unit === 0 ? 1 : LARGE_UNIT;
    sum.#high = reader.float64();
    sum.#low = reader.float64();
    reader.check(Number.isFinite(sum.#high) && Number.isFinite(sum.#low), `a sum of ${sum.#high} and ${sum.#low}`);
    return sum;
  }

  #take({ high, low }: Twofold, unit: number): void {
    if (unit > this.#unit || !(Math.abs(this.#high + high) <= LARGEST)) this.#enlarge();
    const scale = unit / this.#unit;
    const sum = addExactly(this.#high, high * scale);
    const rest = sum.low + (this.#low + low * scale);
    this.#high = sum.high + rest;
    this.#low = sum.high - this.#high + rest;
  }

  #enlarge(): void {
    if (this.#unit === LARGE_UNIT) return;
    this.#unit = LARGE_UNIT;
    this.#high /= LARGE_UNIT;
    this.#low /= LARGE_UNIT;
  }
}

/** With four sums, so that no addition waits for the one before; what they were rounded by is summed beside them. */
function sumBlock(values: Float64Array, from: number, to: number, unit: number): Twofold {
  const scale = 1 / unit;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let lost = 0;
  let lostToo = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    const p = (values[i] as number) * scale;
    const q = (values[i + 1] as number) * scale;
    const r = (values[i + 2] as number) * scale;
    const s = (values[i + 3] as number) * scale;
    const e = a + p;
    const f = b + q;
    const g = c + r;
    const h = d + s;
    lost += a - (e - (e - a)) + (p - (e - a)) + (b - (f - (f - b)) + (q - (f - b)));
    lostToo += c - (g - (g - c)) + (r - (g - c)) + (d - (h - (h - d)) + (s - (h - d)));
    a = e;
    b = f;
    c = g;
    d = h;
  }
  for (; i < to; i++) {
    const next = addExactly(a, (values[i] as number) * scale);
    a = next.high;
    lost += next.low;
  }
  const left = addExactly(a, b);
  const right = addExactly(c, d);
  const sum = addExactly(left.high, right.high);
  const rest = lost + lostToo + (left.low + right.low + sum.low);
  const high = sum.high + rest;
  return { high, low: sum.high - high + rest };
}

function addExactly(a: number, b: number): Twofold {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

function multiply(a: number, b: number): Twofold {
  const high = a * b;
  const p = splitHigh(a);
  const q = splitHigh(b);
  const r = a - p;
  const s = b - q;
  return { high, low: r * s - (high - p * q - r * q - p * s) };
}

function splitHigh(value: number): number {
  const scaled = SPLITTER * value;
  return scaled - (scaled - value);
}
