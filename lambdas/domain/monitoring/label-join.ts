import type { ScoredRow } from '../gates/metrics.js';
import type { Labelled } from './decide-quality.js';
import { isMulticlass, type JudgedSubject, truthOf } from './predictions.js';
import type { ScoredIds } from './scored-ids.js';

/** Joins labels to rows by the hash of their id, in any order of the labels. */
export class LabelJoin {
  private readonly truth: Float64Array;
  /** Rank of the object that a row's label stands in; -1 without one. */
  private readonly ranks: Int32Array;

  /** @param rows by hash */
  constructor(
    private readonly subject: Pick<JudgedSubject, 'task' | 'labels'>,
    private readonly rows: ScoredIds,
  ) {
    this.truth = new Float64Array(rows.length).fill(Number.NaN);
    this.ranks = new Int32Array(rows.length).fill(-1);
  }

  /** Rows whose labels are looked for. */
  get joined(): number {
    return this.rows.length;
  }

  /**
   * The label of the object with the greater rank has the last word, of one object the one that is taken later. One that
   * means nothing, or takes an earlier one back, leaves the row without.
   */
  take(high: number, low: number, label: string, rank: number): void {
    const at = this.rows.find(high, low);
    if (at < 0 || rank < (this.ranks[at] as number)) return;
    this.ranks[at] = rank;
    this.truth[at] = truthOf(this.subject, label);
  }

  /** Rows with a label that means something. */
  labelled(): Labelled {
    const { subject, truth } = this;
    const { scores } = this.rows;
    const rows: ScoredRow[] = [];
    for (const [at, actual] of truth.entries()) {
      if (!Number.isNaN(actual)) rows.push({ actual, score: scores[at] as number });
    }
    return isMulticlass(subject)
      ? { task: 'multiclass', rows, classes: subject.labels?.length ?? 0 }
      : { task: subject.task, rows };
  }
}
