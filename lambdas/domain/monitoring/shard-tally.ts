import { Hash64, hashText } from '../summaries/hash-64.js';
import { IdSet } from './id-set.js';
import { type JudgedSubject, scoresOf, spellLabels } from './predictions.js';
import { keepRows, type RecordBatch } from './record-batch.js';
import { ScoredIds } from './scored-ids.js';
import type { WindowSummary } from './window-summary.js';

export interface ShardTallyProps {
  readonly subject: Pick<JudgedSubject, 'version' | 'task' | 'labels'>;
  /** Milliseconds since the epoch, half open. */
  readonly window: { readonly start: number; readonly end: number };
  /** Milliseconds after an inference in which its record is expected. */
  readonly allowance: number;
  /** What is added to. */
  readonly summary: WindowSummary;
  /** Records that are counted elsewhere. */
  readonly excluded: ScoredIds | null;
}

/** Versions that are counted by name; those after them are `other`. */
const NAMED_VERSIONS = 100;

/** Counts and summarises the records of a window as they are read: each once, by the hash of its id. */
export class ShardTally {
  readonly counts = { records: 0, duplicates: 0, outside: 0, late: 0 };
  /** Records of the window by the version that answered; '' where the capture does not say. */
  readonly versions = new Map<string, number>();
  readonly summary: WindowSummary;
  private readonly seen = new IdSet();
  private readonly excluded: IdSet;
  private readonly rows = new ScoredIds();
  private readonly hash = new Hash64();

  constructor(private readonly props: ShardTallyProps) {
    const { summary, excluded } = props;
    this.summary = summary;
    this.excluded = new IdSet(excluded?.length ?? 0);
    for (let at = 0; at < (excluded?.length ?? 0); at++) {
      this.excluded.add(excluded?.high[at] as number, excluded?.low[at] as number);
    }
  }

  /** @param arrived when the object of the records was written, milliseconds since the epoch */
  take(batch: RecordBatch, arrived: number): void {
    const inWindow = new Uint8Array(batch.rows);
    for (let row = 0; row < batch.rows; row++)
      inWindow[row] = Number(this.isInWindow(batch.times[row] as number, arrived));
    const records = keepRows(batch, inWindow);
    this.counts.records += records.rows;
    this.countVersions(records.versions);
    const fresh = new Uint8Array(records.rows);
    const hashes = { high: new Uint32Array(records.rows), low: new Uint32Array(records.rows) };
    let kept = 0;
    for (let row = 0; row < records.rows; row++) {
      const { high, low } = hashText(records.ids[row] as string, this.hash);
      if (this.excluded.has(high, low) || !this.seen.add(high, low)) continue;
      hashes.high[kept] = high;
      hashes.low[kept] = low;
      kept += 1;
      fresh[row] = 1;
    }
    this.counts.duplicates += records.rows - kept;
    this.add(keepRows(records, fresh), hashes);
  }

  /** The distinct records, by hash. */
  ids(): ScoredIds {
    this.rows.sort();
    return this.rows;
  }

  private isInWindow(time: number, arrived: number): boolean {
    const { window, allowance } = this.props;
    if (time >= window.start && time < window.end) return true;
    this.counts.outside += 1;
    if (time < window.start && arrived > time + allowance) this.counts.late += 1;
    return false;
  }

  private countVersions(versions: Uint32Array): void {
    for (const version of versions) {
      const text = version === 0 ? '' : String(version);
      const name = this.versions.has(text) || this.versions.size < NAMED_VERSIONS ? text : 'other';
      this.versions.set(name, (this.versions.get(name) ?? 0) + 1);
    }
  }

  private add(batch: RecordBatch, { high, low }: { readonly high: Uint32Array; readonly low: Uint32Array }): void {
    const { subject, summary } = this.props;
    const prediction = spellLabels(subject, batch.prediction);
    const scores = scoresOf(subject, prediction, batch.probability);
    const own = new Uint8Array(batch.rows);
    for (let row = 0; row < batch.rows; row++) {
      const version = batch.versions[row] as number;
      const isOwn = version === 0 || subject.version === null || version === subject.version;
      own[row] = Number(isOwn);
      const score = isOwn ? (scores[row] as number) : Number.NaN;
      if (!Number.isNaN(score)) summary.scored += 1;
      this.rows.push(high[row] as number, low[row] as number, score);
    }
    summary.add(batch);
    summary.addOwn(keepRows({ ...batch, prediction, columns: [] }, own));
  }
}
