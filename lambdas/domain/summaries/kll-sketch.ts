import { InvalidInput } from '../errors.js';
import { sortNumbers } from '../statistics/sort-numbers.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { Hash64, hashNumber, mix32 } from './hash-64.js';
import { type SortedView, viewOf } from './kll-view.js';

const FORMAT = 1;
const LEAST_K = 8;
const MOST_K = 2 ** 20;
/** Of a level against the one above it. Source: Karnin, Lang and Liberty. */
const CAPACITY_RATIO = 2 / 3;
/** No level above the lowest holds less than this share of `k`: larger levels are compacted less often, at little room. */
const LEAST_SHARE = 1 / 8;
/** Which half the next compaction of a level keeps: the even or the odd places, or as a coin falls. */
const COIN = 2;

interface Level {
  values: Float64Array;
  size: number;
  next: number;
}

/**
 * Quantile sketch: a value on level i stands for 2^i values. A level that is too full is sorted, and every other value of
 * it goes up. Up to `k` values are all there, after merging too.
 *
 * The coins come of the values, so that the same values give the same sketch; every second one is the opposite of the one
 * before, so that errors cancel. Sources: Z. Karnin, K. Lang, E. Liberty, Optimal quantile approximation in streams
 * (FOCS 2016); N. Ivkin et al., Streaming quantiles algorithms with small space and update time (2019), for the coins.
 */
export class KllSketch {
  #count = 0;
  #levels: Level[] = [newLevel()];
  #random: number;
  /** What all compactions together may have moved any rank by, in values: 2^i for one of level i. */
  #worstCase = 0;

  constructor(readonly k = 4096) {
    if (!Number.isInteger(k) || k < LEAST_K || k > MOST_K) {
      throw new InvalidInput(`a KLL sketch's k is ${k}: expected an integer of ${LEAST_K} to ${MOST_K}`);
    }
    this.#random = mix32(k);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Bound, with 99 %, of the error of any estimated share of values below or at a bound. 0 while every value is there; else
   * what the compactions can have done at worst, or 2.446 / k^0.9433, which the largest error over all bounds keeps to with 99 %:
   * the two-sided bound that Apache DataSketches measured (KllHelper, getNormalizedRankError), whose levels are no larger.
   */
  get rankError(): number {
    if (this.#worstCase === 0) return 0;
    return Math.min(2.446 / this.k ** 0.9433, this.#worstCase / this.#count);
  }

  /** Adds finite values `from` (inclusive) to `to` (exclusive). */
  add(values: Float64Array, from = 0, to = values.length): void {
    const level = this.#level(0);
    for (let at = from; at < to; ) {
      if (level.size === this.k) this.#compact(0);
      const end = Math.min(to, at + this.k - level.size);
      reserve(level, level.size + end - at);
      this.#count += end - at;
      // 0 is added so that -0 becomes 0, and equal values are the same bytes.
      for (; at < end; at++) level.values[level.size++] = (values[at] as number) + 0;
    }
  }

  /** Throws InvalidInput for a sketch of another k. */
  merge(other: KllSketch): void {
    if (other.k !== this.k) throw new InvalidInput(`KLL sketches of k ${this.k} and k ${other.k} can't be merged`);
    if (other.#count === 0) return;
    for (const [height, { values, size, next }] of other.#levels.entries()) {
      const level = this.#level(height);
      reserve(level, level.size + size);
      level.values.set(values.subarray(0, size), level.size);
      level.size += size;
      if (level.next === COIN) level.next = next;
    }
    this.#count += other.#count;
    this.#worstCase += other.#worstCase;
    this.#random = mix32(this.#random ^ mix32(other.#random + 1));
    for (let height = 0; height < this.#levels.length; height++) {
      if (this.#level(height).size > this.#capacity(height)) this.#compact(height);
    }
  }

  /** Everything held, ascending, with its weight. */
  sortedView(): SortedView {
    return viewOf(this.#levels.map(sortLevel));
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    writer.varint(this.k);
    writer.varint(this.#count);
    writer.uint32(this.#random >>> 0);
    writer.float64(this.#worstCase);
    writer.byte(this.#levels.length);
    for (const level of this.#levels) {
      writer.byte(level.next);
      writer.varint(level.size);
      writer.float64s(sortLevel(level));
    }
  }

  static read(reader: ByteReader): KllSketch {
    reader.version('a KLL sketch', FORMAT);
    const k = reader.varint();
    reader.check(k >= LEAST_K && k <= MOST_K, `a KLL sketch of k ${k}`);
    const sketch = new KllSketch(k);
    sketch.#count = reader.varint();
    sketch.#random = reader.uint32() | 0;
    sketch.#worstCase = reader.float64();
    sketch.#levels = Array.from({ length: reader.byte() }, () => {
      const next = reader.byte();
      const size = reader.length(8);
      reader.check(next <= COIN, `a KLL sketch whose level has the coin ${next}`);
      return { values: reader.float64s(size), size, next };
    });
    const weight = sketch.#levels.reduce((sum, { size }, height) => sum + size * 2 ** height, 0);
    reader.check(
      sketch.#levels.length > 0 && weight === sketch.#count,
      `a KLL sketch of another count than its values`,
    );
    const ascending = sketch.#levels.every(({ values }) => isAscending(values));
    reader.check(ascending && sketch.#worstCase >= 0, 'a KLL sketch of values out of order, or of what is no number');
    reader.check(sketch.#worstCase > 0 || sketch.#levels.length === 1, 'a KLL sketch that never lost a value, and did');
    return sketch;
  }

  #level(height: number): Level {
    const level = this.#levels[height] ?? newLevel();
    this.#levels[height] = level;
    return level;
  }

  #capacity(height: number): number {
    if (height === 0) return this.k;
    const below = this.#levels.length - 1 - height;
    return Math.ceil(this.k * Math.max(LEAST_SHARE, CAPACITY_RATIO ** below));
  }

  /** Sends every other value of a level up, and keeps the last one where their number is odd. */
  #compact(height: number): void {
    const level = this.#level(height);
    const above = this.#level(height + 1);
    const { size } = level;
    const sorted = sortLevel(level);
    const last = sorted[size - 1] as number;
    reserve(above, above.size + (size >>> 1));
    for (let at = this.#offset(level, sorted[size >>> 1] as number); at < size - (size % 2); at += 2) {
      above.values[above.size++] = sorted[at] as number;
    }
    level.values[0] = last;
    level.size = size % 2;
    this.#worstCase += 2 ** height;
    if (above.size > this.#capacity(height + 1)) this.#compact(height + 1);
  }

  /** 0 or 1, of the level's values where a coin is due. */
  #offset(level: Level, median: number): number {
    if (level.next !== COIN) {
      const opposite = level.next;
      level.next = COIN;
      return opposite;
    }
    this.#random = mix32(this.#random ^ hashNumber(median, hash).low) + 0x9e3779b9;
    const coin = this.#random & 1;
    level.next = 1 - coin;
    return coin;
  }
}

/** Where values go in sorting, for all sketches. */
let spare = new Float64Array(4096);
const hash = new Hash64();

const newLevel = (): Level => ({ values: new Float64Array(0), size: 0, next: COIN });

/** Sorts what a level holds where it is: its order has no meaning. */
function sortLevel({ values, size }: Level): Float64Array {
  if (spare.length < size) spare = new Float64Array(2 * size);
  sortNumbers(values, spare, size);
  return values.subarray(0, size);
}

/** Whether values are finite and in order. */
function isAscending(values: Float64Array): boolean {
  let before = -Number.MAX_VALUE;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value >= before)) return false;
    before = value;
  }
  return before < Number.POSITIVE_INFINITY;
}

function reserve(level: Level, size: number): void {
  if (size <= level.values.length) return;
  const grown = new Float64Array(Math.max(size, 2 * level.values.length));
  grown.set(level.values.subarray(0, level.size));
  level.values = grown;
}
