import { holm } from '../statistics/holm.js';
import { studentSurvival } from '../statistics/student-t.js';
import { type Cells, chanceOf, type Rival, sumsBy } from './rival.js';
import { columnsToPair, pairCells, type SliceColumn } from './slice-columns.js';

const SIGNIFICANCE = 0.05;
/** Welch's statistic from which on a slice may be told to be harder. */
const LEAST_STATISTIC = 3;

interface Slice {
  /** The groups whose rows it has: one or two. */
  readonly groups: readonly string[];
  readonly rows: number;
  readonly loss: number;
  /** Mean loss of all other rows. */
  readonly rest: number;
}

/** A slice in which a rival is better by enough, beyond chance. */
export interface FailedSlice extends Slice {
  readonly rival: string;
  /** The rival's mean loss there, with its margin. */
  readonly rivalLoss: number;
  /** Adjusted by Holm over all slices and rivals that were looked at. */
  readonly pValue: number;
  readonly statistic: number;
}

/** A slice whose loss is higher than that of the other rows, beyond chance. */
export interface HarderSlice extends Slice {
  readonly pValue: number;
}

export interface FoundSlices {
  readonly looked: number;
  /** Most certain first; of a slice only the rival that beats it most, without parts of a slice that fails as well. */
  readonly failed: readonly FailedSlice[];
  /** Highest loss first; without parts that are no harder than the whole, and without those that failed. */
  readonly harder: readonly HarderSlice[];
  /** Columns that were looked at alone, and not in pairs. */
  readonly notPaired: readonly string[];
}

export interface Search {
  readonly columns: readonly SliceColumn[];
  readonly declared: readonly string[];
  readonly losses: Float64Array;
  readonly rivals: readonly Rival[];
  readonly minimumRows: number;
  /** Whether to look at pairs of columns. Default true. */
  readonly pairs?: boolean;
}

/**
 * Looks at every group of a column, and at every pair of groups of two columns, that has enough rows. What is to be found
 * is a slice in which the version does worse than a rival that knows nothing but the slice (multi-group learning with the
 * constants as benchmark, Rothblum and Yona 2021; a shift by a constant is multiaccuracy's, Kim, Ghorbani and Zou 2019),
 * and not one in which the outcome is hard to tell; the latter are what SliceFinder (Chung et al. 2019) finds.
 */
export function searchSlices({ columns, declared, losses, rivals, minimumRows, pairs = true }: Search): FoundSlices {
  const { paired, leftOut } = pairs ? columnsToPair(columns, declared, losses.length) : { paired: [], leftOut: [] };
  const found = new Finder(losses, rivals, minimumRows);
  for (const column of columns) found.look(column.cells, (cell) => [column.names[cell] ?? '']);
  paired.forEach((a, index) => {
    for (const b of paired.slice(index + 1)) {
      const width = b.cells.sizes.length;
      const parts = (cell: number) => [Math.floor(cell / width), cell % width] as const;
      found.look(
        pairCells(a, b),
        (cell) => [a.names[parts(cell)[0]] ?? '', b.names[parts(cell)[1]] ?? ''],
        (cell) => Math.min(a.cells.sizes[parts(cell)[0]] as number, b.cells.sizes[parts(cell)[1]] as number),
      );
    }
  });
  // Which columns are paired was chosen by their losses: the pairs that lost the choice belong to the family.
  const cellsOf = ({ names }: SliceColumn) => names.length - 1;
  let [before, unseen] = [paired.reduce((sum, column) => sum + cellsOf(column), 0), 0];
  for (const column of leftOut) {
    unseen += before * cellsOf(column);
    before += cellsOf(column);
  }
  return { ...found.end(unseen), notPaired: leftOut.map(({ name }) => name) };
}

class Finder {
  private looked = 0;
  private readonly failing: (FailedSlice & { readonly excess: number })[] = [];
  private readonly harder: HarderSlice[] = [];
  private readonly lossOf = new Map<string, number>();
  private readonly squares: Float64Array;
  private readonly total: { readonly loss: number; readonly squares: number };

  constructor(
    private readonly losses: Float64Array,
    private readonly rivals: readonly Rival[],
    private readonly minimumRows: number,
  ) {
    this.squares = losses.map((loss) => loss * loss);
    const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
    this.total = { loss: sum(losses), squares: sum(this.squares) };
  }

  /** `within` is the rows of the smaller part of a pair: a pair that has all of them is that part once more. */
  look(cells: Cells, groupsOf: (cell: number) => readonly string[], within?: (cell: number) => number): void {
    const sums = sumsBy(cells, this.losses);
    const squares = sumsBy(cells, this.squares);
    const rivalSums = this.rivals.map((rival) => rival.sums(cells));
    for (let cell = 1; cell < cells.sizes.length; cell += 1) {
      const rows = cells.sizes[cell] as number;
      if (rows < this.minimumRows || rows === within?.(cell)) continue;
      this.looked += 1;
      const others = this.losses.length - rows;
      const loss = (sums[cell] as number) / rows;
      const rest = (this.total.loss - (sums[cell] as number)) / others;
      const slice = { groups: groupsOf(cell), rows, loss, rest };
      if (within === undefined) this.lossOf.set(slice.groups[0] ?? '', loss);
      this.rivals.forEach((rival, index) => {
        if (rival.onlyWhereHarder && loss <= rest) return;
        const excess = loss - (rivalSums[index]?.[cell] as number) / rows;
        if (excess > 0 && excess >= rival.floor * (this.total.loss / this.losses.length)) {
          this.compare(slice, rival, rowsOf(cells, cell));
        }
      });
      this.contrast(slice, squares[cell] as number);
    }
  }

  private compare(slice: Slice, rival: Rival, rows: Uint32Array): void {
    const excess = rival.excess(rows);
    const pValue = chanceOf(excess);
    if (pValue > SIGNIFICANCE) return;
    const statistic = (excess.mean / excess.standardDeviation) * Math.sqrt(excess.rows);
    const rivalLoss = slice.loss - excess.mean;
    this.failing.push({ ...slice, rival: rival.name, rivalLoss, pValue, statistic, excess: excess.mean });
  }

  /** Welch's t-test of the slice's losses against those of all other rows. */
  private contrast(slice: Slice, squares: number): void {
    const { rows, loss, rest } = slice;
    const others = this.losses.length - rows;
    if (loss <= rest || others < 2) return;
    const own = Math.max(0, squares - rows * loss ** 2) / (rows - 1) / rows;
    const theirs = Math.max(0, this.total.squares - squares - others * rest ** 2) / (others - 1) / others;
    const statistic = (loss - rest) / Math.sqrt(own + theirs);
    if (!(statistic > LEAST_STATISTIC)) return;
    const dof = (own + theirs) ** 2 / (own ** 2 / (rows - 1) + theirs ** 2 / (others - 1));
    this.harder.push({ ...slice, pValue: studentSurvival(statistic, dof) });
  }

  end(unseen: number): Omit<FoundSlices, 'notPaired'> {
    const family = this.looked + unseen;
    const significant = <T extends { readonly pValue: number }>(slices: readonly T[], tests: number): T[] => {
      const adjusted = holm(
        slices.map((slice) => slice.pValue),
        tests,
      );
      return slices
        .map((slice, index) => ({ ...slice, pValue: adjusted[index] as number }))
        .filter(({ pValue }) => pValue <= SIGNIFICANCE);
    };
    const certain = significant(this.failing, family * this.rivals.length);
    const keyOf = ({ groups }: Slice) => JSON.stringify(groups);
    const worst = new Map<string, (typeof certain)[number]>();
    for (const slice of certain) {
      const known = worst.get(keyOf(slice));
      if (known === undefined || slice.excess > known.excess) worst.set(keyOf(slice), slice);
    }
    const whole = ({ groups }: Slice) =>
      groups.length > 1 && groups.some((group) => worst.has(JSON.stringify([group])));
    const harderThanParts = ({ groups, loss }: Slice) =>
      groups.length === 1 || groups.every((group) => loss > (this.lossOf.get(group) ?? 0));
    return {
      looked: this.looked,
      failed: [...worst.values()]
        .filter((slice) => !whole(slice))
        .sort((a, b) => b.statistic - a.statistic || b.excess - a.excess)
        .map(({ excess: _, ...slice }) => slice),
      harder: significant(this.harder, family)
        .filter((slice) => harderThanParts(slice) && !worst.has(keyOf(slice)))
        .sort((a, b) => b.loss - a.loss),
    };
  }
}

function rowsOf({ of, sizes }: Cells, cell: number): Uint32Array {
  const rows = new Uint32Array(sizes[cell] as number);
  let found = 0;
  for (let row = 0; row < of.length; row += 1) {
    if (of[row] === cell) {
      rows[found] = row;
      found += 1;
    }
  }
  return rows;
}
