/** Rows as the metrics see them, an entry a row in each array. */
export interface BiasRows {
  /** 1: disadvantaged. */
  readonly facet: Uint8Array;
  /** 1: positive. */
  readonly label: Uint8Array;
  readonly prediction?: Uint8Array;
  /** Which of the groups, from 0. */
  readonly group?: Uint32Array;
}

/**
 * How many rows of each kind there are, eight numbers a group: at `8 * group + 4 * facet + 2 * label + prediction`. Without
 * groups there is one, without predictions all are 0. Every metric but the flip test is a function of these counts.
 */
export type Cells = Float64Array;

const CELLS_OF_GROUP = 8;

export function countCells({ facet, label, prediction, group }: BiasRows): Cells {
  const groups = group === undefined ? 1 : group.reduce((most, code) => Math.max(most, code), 0) + 1;
  const cells = new Float64Array(groups * CELLS_OF_GROUP);
  for (let row = 0; row < facet.length; row += 1) {
    const kind = 4 * (facet[row] as number) + 2 * (label[row] as number) + (prediction?.[row] ?? 0);
    const at = (group?.[row] ?? 0) * CELLS_OF_GROUP + kind;
    cells[at] = (cells[at] as number) + 1;
  }
  return cells;
}

/** The confusion matrix of one side. */
export interface Side {
  readonly rows: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

export interface Sides {
  readonly advantaged: Side;
  readonly disadvantaged: Side;
}

export function sidesOf(cells: Cells): Sides {
  const sums = new Float64Array(CELLS_OF_GROUP);
  for (let at = 0; at < cells.length; at += 1) {
    sums[at % CELLS_OF_GROUP] = (sums[at % CELLS_OF_GROUP] as number) + (cells[at] as number);
  }
  const side = (facet: 0 | 1): Side => {
    const [trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0] = sums.subarray(4 * facet);
    const rows = trueNegatives + falsePositives + falseNegatives + truePositives;
    return { rows, truePositives, falsePositives, falseNegatives, trueNegatives };
  };
  return { advantaged: side(0), disadvantaged: side(1) };
}

/** 0/0 is 0, x/0 is infinite. */
export const ratio = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : a / b);

/** Two sides that are both infinite do not differ. */
export const difference = (a: number, b: number): number => (a === b ? 0 : a - b);

/**
 * Conditional demographic disparity: by group, the disadvantaged share of the negative rows less that of the positive
 * ones, weighted by the rows of the group. NaN where all rows are positive, or none is.
 */
export function conditionalDisparity(cells: Cells, outcome: 'label' | 'prediction'): number {
  const bit = outcome === 'label' ? 2 : 1;
  const totals = [0, 0];
  let [weighted, rows] = [0, 0];
  for (let start = 0; start < cells.length; start += CELLS_OF_GROUP) {
    const all = [0, 0];
    const disadvantaged = [0, 0];
    for (let kind = 0; kind < CELLS_OF_GROUP; kind += 1) {
      const count = cells[start + kind] as number;
      const side = (kind & bit) === 0 ? 0 : 1;
      all[side] = (all[side] as number) + count;
      if (kind >= 4) disadvantaged[side] = (disadvantaged[side] as number) + count;
    }
    const [negative = 0, positive = 0] = all;
    const [disadvantagedNegative = 0, disadvantagedPositive = 0] = disadvantaged;
    weighted +=
      (negative + positive) * (ratio(disadvantagedNegative, negative) - ratio(disadvantagedPositive, positive));
    rows += negative + positive;
    totals[0] = (totals[0] as number) + negative;
    totals[1] = (totals[1] as number) + positive;
  }
  return totals[0] === 0 || totals[1] === 0 ? Number.NaN : weighted / rows;
}
