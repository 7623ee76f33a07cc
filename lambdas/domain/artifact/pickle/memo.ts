import { UnfollowablePickle } from './halts.js';
import { MEMO_ENTRIES } from './limits.js';
import type { Value } from './symbols.js';

/** Sparse entries are made by hand only: picklers count upwards. */
const SPARSE_ENTRIES = 100_000;

/** What a pickle remembers by number. A second reading of the stream has its own, on top of the first one's. */
export class Memo {
  readonly #dense: (Value | undefined)[] = [];
  readonly #sparse = new Map<number, Value>();
  readonly #below: Memo | undefined;
  /** Entries of the memo below that count: those that it had at the time. */
  readonly #belowDense: number;
  /** Entries, those below included: the number that MEMOIZE takes. */
  size: number;

  constructor(below?: Memo) {
    this.#below = below;
    this.#belowDense = below === undefined ? 0 : below.#belowDense + below.#dense.length;
    this.size = below?.size ?? 0;
    if (below !== undefined) for (const [index, value] of below.#sparse) this.#sparse.set(index, value);
  }

  get(index: number): Value | undefined {
    const sparse = this.#sparse.size === 0 ? undefined : this.#sparse.get(index);
    if (sparse !== undefined) return sparse;
    return index < this.#belowDense ? this.#below?.get(index) : this.#dense[index - this.#belowDense];
  }

  /** False: there was something under this number already. */
  set(index: number, value: Value): boolean {
    const fresh = this.get(index) === undefined;
    if (fresh) this.size += 1;
    if (this.size > MEMO_ENTRIES) throw new UnfollowablePickle(`remembers more than ${MEMO_ENTRIES} values`);
    const at = index - this.#belowDense;
    // Python 2 counted from 1.
    if (at === 1 && this.#dense.length === 0) this.#dense.push(undefined);
    if (at >= 0 && at < this.#dense.length && !this.#sparse.has(index)) this.#dense[at] = value;
    else if (at === this.#dense.length && !this.#sparse.has(index)) this.#dense.push(value);
    else this.#sparse.set(index, value);
    if (this.#sparse.size > SPARSE_ENTRIES)
      throw new UnfollowablePickle('numbers what it remembers as no pickler does');
    return fresh;
  }
}
