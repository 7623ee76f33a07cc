import { ScoredIds } from './scored-ids.js';

/**
 * The rows with the smallest hashes of those that are offered: a uniform sample of them that neither their order nor their
 * split changes (a bottom-k sample: E. Cohen and H. Kaplan, PODC 2007), and all of them while they are no more than `limit`.
 */
export class SmallestIds {
  /** Rows offered. */
  offered = 0;
  private readonly ids = new ScoredIds();
  private bound = Number.POSITIVE_INFINITY;

  constructor(private readonly limit: number) {}

  offer(high: number, low: number, score: number): void {
    this.offered += 1;
    if (high > this.bound) return;
    this.ids.push(high, low, score);
    if (this.ids.length >= 2 * this.limit) this.shrink();
  }

  /** By hash. */
  rows(): ScoredIds {
    this.shrink();
    return this.ids;
  }

  private shrink(): void {
    const { ids, limit } = this;
    ids.sort();
    ids.truncate(limit);
    if (ids.length === limit) this.bound = ids.high[limit - 1] ?? this.bound;
  }
}
