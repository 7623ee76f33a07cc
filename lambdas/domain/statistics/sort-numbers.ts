/** Below this many numbers the built-in sort is as fast. */
const FEW = 1_000;
/** Places that numbers of one upper word may be moved, on average, before sorting by their lower word pays. */
const MOVES = 12;

const DIGIT = 2_048;
const SHIFTS = [0, 11, 22] as const;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const LOW = IS_LITTLE_ENDIAN ? 0 : 1;
const HIGH = 1 - LOW;

/** Numbers on their way through the passes: where they are, room for as many, and both as words. */
interface Passage {
  values: Float64Array;
  words: Uint32Array;
  spare: Float64Array;
  spareWords: Uint32Array;
}

/**
 * The numbers ascending, in a few linear passes; `values` loses its order, and the answer may be another array. No NaN.
 * Radix sort, the least digit first (D. Knuth, The Art of Computer Programming 3, 5.2.5), by the upper word of each double:
 * sign, exponent and 20 bits of the mantissa, which tell most numbers apart, so that insertion puts the rest in order.
 * Where it would have to move much, as of numbers close together and far from 0, the lower word's digits are sorted by first.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < FEW) return values.sort();
  const spare = new Float64Array(values.length);
  const passage = { values, words: wordsOf(values), spare, spareWords: wordsOf(spare) };
  sortByWord(passage, HIGH);
  turnNegatives(passage);
  if (insertAll(passage.values, MOVES * values.length)) return passage.values;
  sortByWord(passage, LOW);
  sortByWord(passage, HIGH);
  turnNegatives(passage);
  return passage.values;
}

const wordsOf = (values: Float64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);

/** Stable; a digit that all numbers share costs no pass. */
function sortByWord(passage: Passage, word: number): void {
  const counts = SHIFTS.map(() => new Uint32Array(DIGIT)) as [Uint32Array, Uint32Array, Uint32Array];
  countDigits(passage.words, word, ...counts);
  for (const [at, shift] of SHIFTS.entries()) {
    const places = counts[at] as Uint32Array;
    if (!startPlaces(places, passage.values.length)) continue;
    const { values, words, spare, spareWords } = passage;
    placeByDigit(values, words, spare, word, shift, places);
    Object.assign(passage, { values: spare, words: spareWords, spare: values, spareWords: words });
  }
}

function countDigits(words: Uint32Array, word: number, low: Uint32Array, middle: Uint32Array, high: Uint32Array): void {
  for (let at = word; at < words.length; at += 2) {
    const bits = words[at] as number;
    low[bits & 2047] = (low[bits & 2047] as number) + 1;
    middle[(bits >>> 11) & 2047] = (middle[(bits >>> 11) & 2047] as number) + 1;
    high[bits >>> 22] = (high[bits >>> 22] as number) + 1;
  }
}

/** Turns counts by digit into where each digit's first number goes; false where one digit has them all. */
function startPlaces(counts: Uint32Array, all: number): boolean {
  let place = 0;
  for (let digit = 0; digit < DIGIT; digit++) {
    const count = counts[digit] as number;
    if (count === all) return false;
    counts[digit] = place;
    place += count;
  }
  return true;
}

function placeByDigit(
  from: Float64Array,
  words: Uint32Array,
  to: Float64Array,
  word: number,
  shift: number,
  places: Uint32Array,
): void {
  for (let i = 0, at = word; i < from.length; i++, at += 2) {
    const digit = ((words[at] as number) >>> shift) & 2047;
    const place = places[digit] as number;
    places[digit] = place + 1;
    to[place] = from[i] as number;
  }
}

/** By their bits negative numbers come last, the greatest first. */
function turnNegatives(passage: Passage): void {
  const { values, words, spare, spareWords } = passage;
  const all = values.length;
  let positives = 0;
  let end = all;
  while (positives < end) {
    const middle = (positives + end) >>> 1;
    if ((words[2 * middle + HIGH] as number) >>> 31 === 0) positives = middle + 1;
    else end = middle;
  }
  if (positives === all) return;
  spare.set(values.subarray(positives).reverse());
  spare.set(values.subarray(0, positives), all - positives);
  Object.assign(passage, { values: spare, words: spareWords, spare: values, spareWords: words });
}

/** Insertion sort; gives up, the numbers still all there, when it has moved as many places as allowed. */
function insertAll(values: Float64Array, allowed: number): boolean {
  let moves = allowed;
  let before = values[0] as number;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (value >= before) {
      before = value;
      continue;
    }
    let to = i;
    while (to > 0 && (values[to - 1] as number) > value) {
      values[to] = values[to - 1] as number;
      to--;
    }
    values[to] = value;
    moves -= i - to;
    if (moves < 0) return false;
  }
  return true;
}
