import { type Cells, type Excess, excessOf, type Rival, sumsBy } from './rival.js';

/** Rows with one actual value and one score each. */
export interface Scores {
  readonly actual: Float64Array;
  readonly scores: Float64Array;
  readonly losses: Float64Array;
}

interface CentreOptions {
  readonly name: string;
  readonly floor: number;
  /** Whose best centre in a slice is the rival's answer: the actual values, or what the version's scores lack of them. */
  readonly values: Float64Array;
}

/** The rows of a slice but one have this mean's distance from it, to the distance from the mean of all. */
const leftOut = (rows: number): number => (rows / Math.max(1, rows - 1)) ** 2;

/**
 * Squared distance from the mean of the slice's other rows, so that a rival gains nothing from having seen the row. The
 * spread of the comparison is at least the one of outcomes that are as probable as the version says (Spiegelhalter 1986):
 * a slice in which a rare label happens not to occur shows none of its own.
 */
export class SquaredCentre implements Rival {
  readonly name: string;
  readonly floor: number;
  readonly onlyWhereHarder = true;
  private readonly squares: Float64Array;

  constructor(
    private readonly given: Scores,
    private readonly options: CentreOptions,
  ) {
    this.name = options.name;
    this.floor = options.floor;
    this.squares = options.values.map((value) => value * value);
  }

  sums(cells: Cells): Float64Array {
    const sums = sumsBy(cells, this.options.values);
    return sumsBy(cells, this.squares).map((squares, cell) => {
      const rows = cells.sizes[cell] as number;
      return rows === 0 ? 0 : leftOut(rows) * Math.max(0, squares - (sums[cell] as number) ** 2 / rows);
    });
  }

  excess(rows: Uint32Array): Excess {
    const { actual, scores, losses } = this.given;
    const { values } = this.options;
    let sum = 0;
    for (const row of rows) sum += values[row] as number;
    const centre = sum / rows.length;
    let expected = 0;
    for (const row of rows) {
      const score = scores[row] as number;
      const answer = centre + (actual[row] as number) - (values[row] as number);
      expected += 4 * (score - answer) ** 2 * Math.max(0, score * (1 - score));
    }
    const factor = leftOut(rows.length);
    const difference = (row: number) => (losses[row] as number) - factor * ((values[row] as number) - centre) ** 2;
    return excessOf(rows, difference, expected / rows.length);
  }
}

/** Distance from the median of the slice. */
export class AbsoluteCentre implements Rival {
  readonly name: string;
  readonly floor: number;
  readonly onlyWhereHarder = true;
  private readonly ascending: Uint32Array;

  constructor(
    private readonly given: Scores,
    private readonly options: CentreOptions,
  ) {
    this.name = options.name;
    this.floor = options.floor;
    const { values } = options;
    this.ascending = Uint32Array.from(values, (_, row) => row).sort(
      (a, b) => (values[a] as number) - (values[b] as number),
    );
  }

  /** The upper half of a slice's values less the lower one; the one in the middle counts for nothing. */
  sums({ of, sizes }: Cells): Float64Array {
    const { values } = this.options;
    const [seen, sums] = [new Uint32Array(sizes.length), new Float64Array(sizes.length)];
    for (let place = 0; place < this.ascending.length; place += 1) {
      const row = this.ascending[place] as number;
      const cell = of[row] as number;
      const before = seen[cell] as number;
      seen[cell] = before + 1;
      const middle = 2 * before + 1 - (sizes[cell] as number);
      if (middle !== 0) sums[cell] = (sums[cell] as number) + Math.sign(middle) * (values[row] as number);
    }
    return sums;
  }

  excess(rows: Uint32Array): Excess {
    const { values } = this.options;
    const sorted = Float64Array.from(rows, (row) => values[row] as number).sort();
    const centre = sorted[sorted.length >>> 1] as number;
    return excessOf(rows, (row) => (this.given.losses[row] as number) - Math.abs((values[row] as number) - centre));
  }
}
