import { type Cells, type Excess, excessOf, type Rival, sumsBy } from './rival.js';

/** The champion on the same rows, with the margin that a version may lose more by. */
export class ChampionRival implements Rival {
  readonly onlyWhereHarder = false;
  private readonly allowed: Float64Array;

  constructor(
    private readonly losses: Float64Array,
    championLosses: Float64Array,
    margin: number,
    readonly name: string,
    readonly floor: number,
  ) {
    this.allowed = championLosses.map((loss) => loss * (1 + margin));
  }

  sums(cells: Cells): Float64Array {
    return sumsBy(cells, this.allowed);
  }

  excess(rows: Uint32Array): Excess {
    return excessOf(rows, (row) => (this.losses[row] as number) - (this.allowed[row] as number));
  }
}
