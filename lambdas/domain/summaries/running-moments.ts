import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { TwofoldSum } from './twofold-sum.js';

const FORMAT = 1;
/** Values whose sum and squares are taken together, in two passes. */
const BLOCK = 2048;

/**
 * Count, mean, variance and extremes. The sum is kept to twice a double's digits, and so are means as they are compared,
 * so that splits and orders agree at 1e-12 even where the mean nearly vanishes, or is a billion times the spread.
 * Source: T. Chan, G. Golub, R. LeVeque, Algorithms for computing the sample variance (The American Statistician 37, 1983).
 */
export class RunningMoments {
  #count = 0;
  #sum = new TwofoldSum();
  /** Sum of squared distances from the mean. */
  #squares = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#count;
  }

  /** NaN when there is no value, like everything below. */
  get minimum(): number {
    return this.#count === 0 ? Number.NaN : this.#minimum;
  }

  get maximum(): number {
    return this.#count === 0 ? Number.NaN : this.#maximum;
  }

  get mean(): number {
    return this.#sum.over(this.#count).high;
  }

  /** ddof 0. Infinite where it is too large for a double. */
  get variance(): number {
    return this.#minimum === this.#maximum ? 0 : this.#squares / this.#count;
  }

  /** ddof 0. */
  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }

  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  addBlock(values: Float64Array, from = 0, to = values.length): void {
    for (let at = from; at < to; at += BLOCK) {
      const end = Math.min(to, at + BLOCK);
      const sum = new TwofoldSum();
      sum.add(values, at, end);
      const mean = sum.over(end - at);
      const rounded = sumOfSquares(values, at, end, mean.high);
      // Of distances from the rounded mean, so that what it was rounded by is taken off.
      const squares = Number.isFinite(rounded) ? Math.max(0, rounded - (end - at) * mean.low ** 2) : rounded;
      this.#takeExtremes(values, at, end);
      this.#combine(end - at, sum, squares);
    }
  }

  merge(other: RunningMoments): void {
    if (other.#count === 0) return;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
    this.#combine(other.#count, other.#sum, other.#squares);
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    writer.varint(this.#count);
    this.#sum.write(writer);
    writer.float64(this.#squares);
    writer.float64(this.#minimum);
    writer.float64(this.#maximum);
  }

  static read(reader: ByteReader): RunningMoments {
    reader.version('moments', FORMAT);
    const moments = new RunningMoments();
    moments.#count = reader.varint();
    moments.#sum = TwofoldSum.read(reader);
    moments.#squares = reader.float64();
    moments.#minimum = reader.float64();
    moments.#maximum = reader.float64();
    reader.check(moments.#squares >= 0, `moments with ${moments.#squares} as sum of squares`);
    const { minimum, maximum } = moments;
    const empty = moments.#count === 0;
    const ordered = Number.isFinite(minimum) && Number.isFinite(maximum) && minimum <= maximum;
    reader.check(empty || ordered, `moments from ${minimum} to ${maximum}`);
    // The mean of equal values may be a last digit beside them.
    const slack = Number.EPSILON * Math.max(Math.abs(minimum), Math.abs(maximum));
    const inside = moments.mean >= minimum - slack && moments.mean <= maximum + slack;
    reader.check(empty || inside, `moments of mean ${moments.mean} from ${minimum} to ${maximum}`);
    return moments;
  }

  #combine(count: number, sum: TwofoldSum, squares: number): void {
    if (this.#count > 0) {
      const mine = this.#sum.over(this.#count);
      const its = sum.over(count);
      const distance = its.high - mine.high + (its.low - mine.low);
      const share = (this.#count / (this.#count + count)) * count;
      this.#squares += distance * distance * share;
    }
    this.#squares += squares;
    this.#count += count;
    this.#sum.merge(sum);
  }

  #takeExtremes(values: Float64Array, from: number, to: number): void {
    let minimum = this.#minimum;
    let maximum = this.#maximum;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
    // 0 is added so that -0 becomes 0.
    this.#minimum = minimum + 0;
    this.#maximum = maximum + 0;
  }
}

/** With four sums, so that no addition waits for the one before. */
function sumOfSquares(values: Float64Array, from: number, to: number, mean: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    const p = (values[i] as number) - mean;
    const q = (values[i + 1] as number) - mean;
    const r = (values[i + 2] as number) - mean;
    const s = (values[i + 3] as number) - mean;
    a += p * p;
    b += q * q;
    c += r * r;
    d += s * s;
  }
  for (; i < to; i++) a += ((values[i] as number) - mean) ** 2;
  return a + b + (c + d);
}
