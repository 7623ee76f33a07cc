import { HIGH_WORD } from './hash-64.js';
import { mergeRuns } from './merge-runs.js';

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const MASK = BUCKETS - 1;
/** Below, preparing the buckets takes longer than comparing. */
const LEAST = 256;
/** Places that a value is moved by; where more are needed, the engine's own sort is faster. */
const FARTHEST = 24;

/** Of the low digit, and of the high one. */
const low = new Uint32Array(BUCKETS);
const high = new Uint32Array(BUCKETS);

/**
 * Sorts the first `size` values, none of them NaN; `spare` has as much room. Two passes over the first 22 bits that tell
 * the doubles' high words apart, after which few neighbours are out of order.
 */
export function radixSort(values: Float64Array, spare: Float64Array, size: number): void {
  if (mergeRuns(values, spare, size)) return;
  if (size < LEAST) values.subarray(0, size).sort();
  else {
    const words = wordsOf(values);
    const { least, shift } = rangeOf(words, size);
    countDigits(words, size, least, shift);
    startBuckets(low);
    startBuckets(high);
    scatter(values, words, spare, low, size, least, shift);
    scatter(spare, wordsOf(spare), values, high, size, least, shift + DIGIT_BITS);
    orderNeighbours(values, size);
  }
}

/** Both words of each double. */
const wordsOf = (values: Float64Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, 2 * values.length);

/** A signed number that ascends with the double: of negative ones all bits but the sign turn. */
const keyOf = (word: number): number => word ^ ((word >> 31) >>> 1);

/** The least key, and what keys less that are shifted by so that two digits hold them. */
function rangeOf(words: Int32Array, size: number): { least: number; shift: number } {
  let least = keyOf(words[HIGH_WORD] as number);
  let most = least;
  for (let i = 1; i < size; i++) {
    const key = keyOf(words[2 * i + HIGH_WORD] as number);
    if (key < least) least = key;
    if (key > most) most = key;
  }
  return { least, shift: Math.max(0, 32 - Math.clz32(most - least) - 2 * DIGIT_BITS) };
}

function countDigits(words: Int32Array, size: number, least: number, shift: number): void {
  low.fill(0);
  high.fill(0);
  for (let i = 0; i < size; i++) {
    const digits = ((keyOf(words[2 * i + HIGH_WORD] as number) - least) | 0) >>> shift;
    const first = digits & MASK;
    const second = digits >>> DIGIT_BITS;
    low[first] = (low[first] as number) + 1;
    high[second] = (high[second] as number) + 1;
  }
}

/** Turns counts into where each bucket starts. */
function startBuckets(counts: Uint32Array): void {
  let start = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = counts[bucket] as number;
    counts[bucket] = start;
    start += count;
  }
}

function scatter(
  from: Float64Array,
  words: Int32Array,
  to: Float64Array,
  starts: Uint32Array,
  size: number,
  least: number,
  shift: number,
): void {
  for (let i = 0; i < size; i++) {
    const bucket = (((keyOf(words[2 * i + HIGH_WORD] as number) - least) | 0) >>> shift) & MASK;
    const at = starts[bucket] as number;
    starts[bucket] = at + 1;
    to[at] = from[i] as number;
  }
}

/** Moves what is out of order to its place, near by but where many values share the 22 bits. */
function orderNeighbours(values: Float64Array, size: number): void {
  for (let i = 1; i < size; i++) {
    const value = values[i] as number;
    if (value >= (values[i - 1] as number)) continue;
    let at = i;
    while (at > 0 && (values[at - 1] as number) > value && i - at < FARTHEST) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
    if (i - at === FARTHEST) {
      values.subarray(0, size).sort();
      return;
    }
  }
}
