/** Hashes of record ids, each with the number that a label is compared with; grows as it is pushed to. */
export class ScoredIds {
  high: Uint32Array;
  low: Uint32Array;
  /** NaN: a record that no label is looked for. */
  scores: Float64Array;
  length = 0;

  constructor(expected = 1024) {
    this.high = new Uint32Array(expected);
    this.low = new Uint32Array(expected);
    this.scores = new Float64Array(expected);
  }

  push(high: number, low: number, score: number): void {
    if (this.length === this.high.length) this.resize(Math.max(1024, 2 * this.length));
    this.high[this.length] = high;
    this.low[this.length] = low;
    this.scores[this.length] = score;
    this.length += 1;
  }

  /** By hash, ascending. Of equal hashes the one that was pushed first comes first. */
  sort(): void {
    const order = hashOrder(this.high, this.low, this.length);
    this.high = gather(this.high, order, new Uint32Array(this.length));
    this.low = gather(this.low, order, new Uint32Array(this.length));
    this.scores = gather(this.scores, order, new Float64Array(this.length));
  }

  /** Forgets all but the first `length`. */
  truncate(length: number): void {
    this.length = Math.min(this.length, length);
  }

  /** Where a hash is, or -1; only after `sort`. */
  find(high: number, low: number): number {
    let [from, to] = [0, this.length - 1];
    while (from <= to) {
      const middle = (from + to) >>> 1;
      const order = (this.high[middle] as number) - high || (this.low[middle] as number) - low;
      if (order === 0) return middle;
      if (order < 0) from = middle + 1;
      else to = middle - 1;
    }
    return -1;
  }

  private resize(capacity: number): void {
    const { high, low, scores } = this;
    this.high = new Uint32Array(capacity);
    this.high.set(high);
    this.low = new Uint32Array(capacity);
    this.low.set(low);
    this.scores = new Float64Array(capacity);
    this.scores.set(scores);
  }
}

function gather<T extends Uint32Array | Float64Array>(from: T, order: Uint32Array, to: T): T {
  for (let at = 0; at < order.length; at++) to[at] = from[order[at] as number] as number;
  return to;
}

const DIGIT = 11;
const RADIX = 2 ** DIGIT;

/**
 * Positions by hash: a radix sort of the high words, then the few that share one by their low words. The numbers' sort is
 * none for it, since what is in order here are places, of three arrays at once.
 */
function hashOrder(high: Uint32Array, low: Uint32Array, length: number): Uint32Array {
  let order = new Uint32Array(length);
  for (let at = 0; at < length; at++) order[at] = at;
  let next = new Uint32Array(length);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    const starts = new Uint32Array(RADIX + 1);
    for (let at = 0; at < length; at++) {
      const value = digit(high[at] as number, shift);
      starts[value + 1] = (starts[value + 1] as number) + 1;
    }
    for (let value = 0; value < RADIX; value++) {
      starts[value + 1] = (starts[value + 1] as number) + (starts[value] as number);
    }
    for (let at = 0; at < length; at++) {
      const position = order[at] as number;
      const value = digit(high[position] as number, shift);
      const place = starts[value] as number;
      next[place] = position;
      starts[value] = place + 1;
    }
    [order, next] = [next, order];
  }
  for (let at = 1; at < length; at++) {
    const position = order[at] as number;
    let to = at;
    while (to > 0 && comesAfter(order[to - 1] as number, position)) {
      order[to] = order[to - 1] as number;
      to -= 1;
    }
    order[to] = position;
  }
  return order;

  function comesAfter(a: number, b: number): boolean {
    return high[a] === high[b] && (low[a] as number) > (low[b] as number);
  }
}

const digit = (word: number, shift: number): number => (word >>> shift) & (RADIX - 1);
