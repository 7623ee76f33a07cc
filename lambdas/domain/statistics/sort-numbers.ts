import { HIGH_WORD, LOW_WORD } from './double-words.js';
import { mergeRuns } from './merge-runs.js';

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const MASK = BUCKETS - 1;
/** Below, preparing the buckets takes longer than comparing. */
const LEAST = 256;
/** Fewer numbers than these are told apart well enough by two digits. */
const MANY = 2 ** 16;
/** Places that numbers may be moved by insertion, on average, before sorting by their low words pays. */
const MOVES = 12;

/** Counts by digit, the lowest first; then where each digit's next number goes. */
const [low, middle, high] = [new Uint32Array(BUCKETS), new Uint32Array(BUCKETS), new Uint32Array(BUCKETS)];

/** Numbers on their way through the passes: where they are, and room for as many. */
interface Passage {
  values: Float64Array;
  spare: Float64Array;
  readonly size: number;
}

/**
 * Sorts the first `size` numbers where they are; `spare` has as much room. None is NaN; 0 and -0 may stand for one another.
 * Radix sort, the least digit first (D. Knuth, The Art of Computer Programming 3, 5.2.5), by the high word of each double:
 * sign, exponent and 20 bits of the mantissa, which tell most numbers apart, so that insertion puts the rest in order.
 * Where it would have to move much, as of numbers close together and far from 0, the low words are sorted by first.
 */
export function sortNumbers(values: Float64Array, spare = new Float64Array(values.length), size = values.length): void {
  if (mergeRuns(values, spare, size)) return;
  if (size < LEAST) values.subarray(0, size).sort();
  else {
    const passage = { values, spare, size };
    sortByWord(passage, HIGH_WORD, size < MANY ? 2 : 3);
    turnNegatives(passage);
    if (!insertAll(passage)) {
      sortByWord(passage, LOW_WORD, 3);
      sortByWord(passage, HIGH_WORD, 3);
      turnNegatives(passage);
    }
    if (passage.values !== values) values.set(passage.values.subarray(0, size));
  }
}

/** Both words of each double. */
const wordsOf = (values: Float64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);

const WHOLE_WORD = { least: 0, bits: 32 };

/** Stable; by so many of the first digits that tell the words apart. */
function sortByWord(passage: Passage, word: number, digits: number): void {
  const { size } = passage;
  const words = wordsOf(passage.values);
  // Three digits are all of a word.
  const { least, bits } = digits === 3 ? WHOLE_WORD : rangeOf(words, word, size);
  const shift = Math.max(0, bits - digits * DIGIT_BITS);
  countDigits(words, word, size, least, shift);
  for (const [at, places] of [low, middle, high].entries()) {
    if (!startPlaces(places, size)) continue;
    const { values, spare } = passage;
    scatter(values, wordsOf(values), spare, word, size, least, shift + at * DIGIT_BITS, places);
    Object.assign(passage, { values: spare, spare: values });
  }
}

/** The least word, and how many bits the others less that one have. */
function rangeOf(words: Uint32Array, word: number, size: number): { least: number; bits: number } {
  let least = words[word] as number;
  let most = least;
  for (let at = word; at < 2 * size; at += 2) {
    const bits = words[at] as number;
    if (bits < least) least = bits;
    if (bits > most) most = bits;
  }
  return { least: least | 0, bits: 32 - Math.clz32(most - least) };
}

function countDigits(words: Uint32Array, word: number, size: number, least: number, shift: number): void {
  for (const counts of [low, middle, high]) counts.fill(0);
  for (let at = word; at < 2 * size; at += 2) {
    const bits = (((words[at] as number) - least) | 0) >>> shift;
    low[bits & MASK] = (low[bits & MASK] as number) + 1;
    middle[(bits >>> 11) & MASK] = (middle[(bits >>> 11) & MASK] as number) + 1;
    high[bits >>> 22] = (high[bits >>> 22] as number) + 1;
  }
}

/** Turns counts by digit into where each digit's first number goes; false where one digit has them all. */
function startPlaces(counts: Uint32Array, all: number): boolean {
  let place = 0;
  for (let digit = 0; digit < BUCKETS; digit++) {
    const count = counts[digit] as number;
    if (count === all) return false;
    counts[digit] = place;
    place += count;
  }
  return true;
}

function scatter(
  from: Float64Array,
  words: Uint32Array,
  to: Float64Array,
  word: number,
  size: number,
  least: number,
  shift: number,
  places: Uint32Array,
): void {
  for (let i = 0, at = word; i < size; i++, at += 2) {
    const digit = ((((words[at] as number) - least) | 0) >>> shift) & MASK;
    const place = places[digit] as number;
    places[digit] = place + 1;
    to[place] = from[i] as number;
  }
}

/** By their bits negative numbers come last, the greatest first. */
function turnNegatives(passage: Passage): void {
  const { values, spare, size } = passage;
  const words = wordsOf(values);
  let positives = 0;
  let end = size;
  while (positives < end) {
    const middle = (positives + end) >>> 1;
    if ((words[2 * middle + HIGH_WORD] as number) >>> 31 === 0) positives = middle + 1;
    else end = middle;
  }
  if (positives === size) return;
  spare.set(values.subarray(positives, size).reverse());
  spare.set(values.subarray(0, positives), size - positives);
  Object.assign(passage, { values: spare, spare: values });
}

/** Gives up, the numbers still all there, when they are further from their places than allowed. */
function insertAll({ values, size }: Passage): boolean {
  let moves = MOVES * size;
  let before = values[0] as number;
  for (let i = 1; i < size; i++) {
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
