import { HIGH_WORD } from './hash-64.js';

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const MASK = BUCKETS - 1;
const PASSES = 3;
/** Below, preparing the buckets takes longer than comparing. */
const LEAST = 512;
/** Of equal high words; longer runs are left to the engine's own sort. */
const LONGEST_INSERTION = 16;

const counts = new Uint32Array(PASSES * BUCKETS);

/**
 * Sorts the first `size` values, none of them NaN, and answers which of the two arrays holds them; the other one holds
 * nothing of use. Radix sort of the doubles' high words, after which few neighbours are out of order.
 */
export function radixSort(values: Float64Array, spare: Float64Array, size: number): Float64Array {
  if (size < LEAST) {
    values.subarray(0, size).sort();
    return values;
  }
  countDigits(values, size);
  let from = values;
  let to = spare;
  for (let pass = 0; pass < PASSES; pass++) {
    if (!startBuckets(pass, size)) continue;
    scatter(from, to, size, pass);
    [from, to] = [to, from];
  }
  orderLowWords(from, size);
  return from;
}

const wordsOf = (values: Float64Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, 2 * values.length);

function countDigits(values: Float64Array, size: number): void {
  counts.fill(0);
  const words = wordsOf(values);
  for (let i = 0; i < size; i++) {
    const word = words[2 * i + HIGH_WORD] as number;
    // Negative numbers ascend with falling words: all bits turn, of the others the sign only.
    const key = word ^ ((word >> 31) | 0x80000000);
    const first = key & MASK;
    const second = BUCKETS + ((key >>> DIGIT_BITS) & MASK);
    const third = 2 * BUCKETS + (key >>> (2 * DIGIT_BITS));
    counts[first] = (counts[first] as number) + 1;
    counts[second] = (counts[second] as number) + 1;
    counts[third] = (counts[third] as number) + 1;
  }
}

/** Turns counts into where each bucket starts; false where one bucket has all. */
function startBuckets(pass: number, size: number): boolean {
  let start = 0;
  for (let bucket = pass * BUCKETS; bucket < (pass + 1) * BUCKETS; bucket++) {
    const count = counts[bucket] as number;
    if (count === size) return false;
    counts[bucket] = start;
    start += count;
  }
  return true;
}

function scatter(from: Float64Array, to: Float64Array, size: number, pass: number): void {
  const words = wordsOf(from);
  const shift = pass * DIGIT_BITS;
  const base = pass * BUCKETS;
  for (let i = 0; i < size; i++) {
    const word = words[2 * i + HIGH_WORD] as number;
    const key = word ^ ((word >> 31) | 0x80000000);
    const bucket = base + ((key >>> shift) & MASK);
    const at = counts[bucket] as number;
    counts[bucket] = at + 1;
    to[at] = from[i] as number;
  }
}

/** Orders runs of values with the same high word. */
function orderLowWords(values: Float64Array, size: number): void {
  for (let i = 1; i < size; i++) {
    const value = values[i] as number;
    if (value >= (values[i - 1] as number)) continue;
    let at = i - 1;
    while (at > 0 && (values[at - 1] as number) > value && i - at < LONGEST_INSERTION) at--;
    if (i - at < LONGEST_INSERTION) {
      values.copyWithin(at + 1, at, i);
      values[at] = value;
    } else i = sortRun(values, i, size);
  }
}

/** Sorts the run of one high word that position `i` is in, and answers its last position. */
function sortRun(values: Float64Array, i: number, size: number): number {
  const words = wordsOf(values);
  const word = words[2 * i + HIGH_WORD];
  let start = i;
  let end = i;
  while (start > 0 && words[2 * (start - 1) + HIGH_WORD] === word) start--;
  while (end < size && words[2 * end + HIGH_WORD] === word) end++;
  values.subarray(start, end).sort();
  return end - 1;
}
