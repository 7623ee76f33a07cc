import { type Cells, type Excess, excessOf, type Rival } from './rival.js';

/** Rows with the index of a label and the probability of each, row by row. */
export interface ClassScores {
  readonly actual: Float64Array;
  readonly classes: number;
  readonly probabilities: Float64Array;
  readonly losses: Float64Array;
}

/** Each label as probable as it is frequent in the slice, by the Brier score summed over the labels; see `SquaredCentre`. */
export class ClassFrequencies implements Rival {
  readonly onlyWhereHarder = true;

  constructor(
    private readonly given: ClassScores,
    readonly name: string,
    readonly floor: number,
  ) {}

  sums({ of, sizes }: Cells): Float64Array {
    const { actual, classes } = this.given;
    const counts = new Uint32Array(sizes.length * classes);
    for (let row = 0; row < of.length; row += 1) {
      const at = (of[row] as number) * classes + (actual[row] as number);
      counts[at] = (counts[at] as number) + 1;
    }
    return Float64Array.from(sizes, (rows, cell) => {
      if (rows === 0) return 0;
      let squares = 0;
      for (let label = 0; label < classes; label += 1) squares += (counts[cell * classes + label] as number) ** 2;
      return (rows / Math.max(1, rows - 1)) ** 2 * (rows - squares / rows);
    });
  }

  excess(rows: Uint32Array): Excess {
    const { actual, classes, probabilities, losses } = this.given;
    const shares = new Float64Array(classes);
    for (const row of rows) shares[actual[row] as number] = (shares[actual[row] as number] as number) + 1 / rows.length;
    const squares = shares.reduce((sum, share) => sum + share * share, 0);
    let expected = 0;
    for (const row of rows) {
      let [first, second] = [0, 0];
      for (let label = 0; label < classes; label += 1) {
        const probability = probabilities[row * classes + label] as number;
        const gap = probability - (shares[label] as number);
        first += probability * gap;
        second += probability * gap * gap;
      }
      expected += 4 * Math.max(0, second - first * first);
    }
    const factor = (rows.length / Math.max(1, rows.length - 1)) ** 2;
    const difference = (row: number) =>
      (losses[row] as number) - factor * (1 + squares - 2 * (shares[actual[row] as number] as number));
    return excessOf(rows, difference, expected / rows.length);
  }
}
