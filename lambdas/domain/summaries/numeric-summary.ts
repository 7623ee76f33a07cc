import { type ColumnSide, usable } from '../columns/column-side.js';
import { MARKS, type NumericValues } from '../columns/column-values.js';
import { InvalidInput } from '../errors.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { EdgeHistogram } from './edge-histogram.js';
import { HyperLogLog } from './hyper-log-log.js';
import { KllSketch } from './kll-sketch.js';
import { RunningMoments } from './running-moments.js';
import { SideCounts } from './side-counts.js';

const FORMAT = 1;
/** Values that every part takes in before the next ones come: they stay in the nearest cache. */
const BLOCK = 2048;

export interface NumericSummaryOptions {
  /** Accuracy of the quantiles: that many values are all kept. @default 4096 */
  readonly k?: number;
  /** Whether quantiles and the number of different values are estimated. @default true */
  readonly sketches?: boolean;
}

/** What is kept of a numeric column, whatever its length. Infinite values are counted, and are in nothing else. */
export class NumericSummary {
  #side = new SideCounts();
  #histogram: EdgeHistogram;
  #moments = new RunningMoments();
  #quantiles: KllSketch | null;
  #distinct: HyperLogLog | null;

  /** @param edges ascending, each once, finite; there may be none */
  constructor(edges: Float64Array, options: NumericSummaryOptions = {}) {
    const sketches = options.sketches ?? true;
    this.#histogram = new EdgeHistogram(edges);
    this.#quantiles = sketches ? new KllSketch(options.k) : null;
    this.#distinct = sketches ? new HyperLogLog() : null;
  }

  get side(): ColumnSide {
    return this.#side;
  }

  get histogram(): EdgeHistogram {
    return this.#histogram;
  }

  get moments(): RunningMoments {
    return this.#moments;
  }

  /** Null without sketches, like `distinct`. */
  get quantiles(): KllSketch | null {
    return this.#quantiles;
  }

  get distinct(): HyperLogLog | null {
    return this.#distinct;
  }

  add(column: NumericValues): void {
    const { values } = column;
    for (let from = 0; from < values.length; from += BLOCK) {
      const to = Math.min(values.length, from + BLOCK);
      if (isPlain(column, from, to)) this.#take(values, from, to);
      else this.#take(chosen, 0, this.#choose(column, from, to));
    }
    this.#side.rows += values.length;
  }

  /** Throws InvalidInput for a summary on other edges, or with other sketches. */
  merge(other: NumericSummary): void {
    const [mine, its] = [this.quantiles?.k, other.quantiles?.k];
    if (mine !== its) {
      throw new InvalidInput(
        `summaries with sketches of k ${mine ?? 'none'} and k ${its ?? 'none'} can't be merged: make both with the same`,
      );
    }
    this.#histogram.merge(other.#histogram);
    this.#moments.merge(other.#moments);
    if (other.#quantiles !== null) this.#quantiles?.merge(other.#quantiles);
    if (other.#distinct !== null) this.#distinct?.merge(other.#distinct);
    this.#side.merge(other.#side);
  }

  /** How many values are below `minimum` or above `maximum`; null unless both are edges. */
  outOfRange(minimum: number, maximum: number): number | null {
    const { edges, count } = this.#histogram;
    if (!edges.includes(minimum) || !edges.includes(maximum)) return null;
    return this.#histogram.countBelow(minimum, false) + count - this.#histogram.countBelow(maximum, true);
  }

  write(writer: ByteWriter): void {
    writer.byte(FORMAT);
    this.#side.write(writer);
    this.#histogram.write(writer);
    this.#moments.write(writer);
    writer.byte(Number(this.#quantiles !== null));
    this.#quantiles?.write(writer);
    this.#distinct?.write(writer);
  }

  static read(reader: ByteReader): NumericSummary {
    reader.version('the summary of a numeric column', FORMAT);
    const summary = new NumericSummary(new Float64Array(), { sketches: false });
    summary.#side = SideCounts.read(reader);
    summary.#histogram = EdgeHistogram.read(reader);
    summary.#moments = RunningMoments.read(reader);
    const sketches = reader.byte();
    reader.check(sketches <= 1, `the summary of a numeric column with ${sketches} sets of sketches`);
    if (sketches === 1) {
      summary.#quantiles = KllSketch.read(reader);
      summary.#distinct = HyperLogLog.read(reader);
    }
    const counts = [
      summary.#histogram.count,
      summary.#moments.count,
      summary.#quantiles?.count ?? usable(summary.side),
    ];
    reader.check(
      counts.every((count) => count === usable(summary.side)),
      `the summary of a numeric column of ${usable(summary.side)} values whose parts have ${counts.join(', ')}`,
    );
    return summary;
  }

  /** Adds finite values. */
  #take(values: Float64Array, from: number, to: number): void {
    this.#moments.addBlock(values, from, to);
    this.#histogram.add(values, from, to);
    this.#quantiles?.add(values, from, to);
    this.#distinct?.add(values, from, to);
  }

  /** Copies finite values to `chosen`, counts the rows without, and answers how many were copied. */
  #choose({ values, marks }: NumericValues, from: number, to: number): number {
    tally.fill(0);
    let size = 0;
    for (let row = from; row < to; row++) {
      const value = values[row] as number;
      const mark = marks[row] as number;
      chosen[size] = value;
      // Without a branch: where half of the rows are missing, no processor guesses which.
      size += Number(mark === MARKS.value) & Number(value - value === 0);
      tally[mark] = (tally[mark] as number) + 1;
    }
    const unmarked = (tally[MARKS.value] as number) - size;
    const notNumbers = unmarked === 0 ? 0 : countNotNumbers(values, marks, from, to);
    const absent = tally[MARKS.absent] as number;
    this.#side.missing += (tally[MARKS.missing] as number) + absent + notNumbers;
    this.#side.absent += absent;
    this.#side.mistyped += tally[MARKS.mistyped] as number;
    this.#side.nonFinite += unmarked - notNumbers;
    return size;
  }
}

/** Finite values of a block, and rows of it by mark; for all summaries. */
const chosen = new Float64Array(BLOCK);
const tally = new Uint32Array(256);

/** Whether every row has a finite value. */
function isPlain({ values, marks }: NumericValues, from: number, to: number): boolean {
  let marked = 0;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let row = from;
  // Products are zeros, but NaN of an infinite value or NaN.
  for (; row + 3 < to; row += 4) {
    marked |=
      (marks[row] as number) | (marks[row + 1] as number) | (marks[row + 2] as number) | (marks[row + 3] as number);
    a += (values[row] as number) * 0;
    b += (values[row + 1] as number) * 0;
    c += (values[row + 2] as number) * 0;
    d += (values[row + 3] as number) * 0;
  }
  for (; row < to; row++) {
    marked |= marks[row] as number;
    a += (values[row] as number) * 0;
  }
  return marked === MARKS.value && a + b + c + d === 0;
}

/** Rows that hold NaN as if it were a value. */
function countNotNumbers(values: Float64Array, marks: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row++) if (marks[row] === MARKS.value && Number.isNaN(values[row])) count++;
  return count;
}
