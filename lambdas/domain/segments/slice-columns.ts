import type { GroupedColumn } from './grouped-column.js';
import type { Cells } from './rival.js';

/** Groups of a column that the search looks at, at most, unless told otherwise: the largest. */
const MOST_GROUPS = 30;
/** Columns that are paired, at most. */
const MOST_PAIRED = 50;
/** Pairs times rows, at most: about two seconds. */
const MOST_VISITS = 40_000_000;

/** A column as cells, of the groups with enough rows. */
export interface SliceColumn {
  readonly name: string;
  /** By cell, from 1. */
  readonly names: readonly string[];
  readonly cells: Cells;
  /** Share of the losses' sum of squares that the groups explain. */
  readonly explained: number;
}

/** Undefined for a column without a group of at least `minimumRows` that is not everything. */
export function sliceColumn(
  { name, groups, of }: GroupedColumn,
  losses: Float64Array,
  minimumRows: number,
  mostGroups = MOST_GROUPS,
): SliceColumn | undefined {
  const kept = groups
    .map(({ rows }, index) => ({ rows, group: index + 1 }))
    .filter(({ rows }) => rows >= minimumRows && rows < of.length)
    .sort((a, b) => b.rows - a.rows || a.group - b.group)
    .slice(0, mostGroups);
  if (kept.length === 0) return undefined;
  const cellOf = new Uint16Array(groups.length + 1);
  kept.forEach(({ group }, index) => {
    cellOf[group] = index + 1;
  });
  const sizes = new Uint32Array(kept.length + 1);
  const sums = new Float64Array(kept.length + 1);
  const cells = new Uint16Array(of.length);
  for (let row = 0; row < of.length; row += 1) {
    const cell = cellOf[of[row] as number] as number;
    cells[row] = cell;
    sizes[cell] = (sizes[cell] as number) + 1;
    sums[cell] = (sums[cell] as number) + (losses[row] as number);
  }
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const explained = sums.reduce((sum, value, cell) => {
    const rows = sizes[cell] as number;
    return rows === 0 ? sum : sum + rows * (value / rows - mean) ** 2;
  }, 0);
  return {
    name,
    names: ['', ...kept.map(({ group }) => groups[group - 1]?.name ?? '')],
    cells: { of: cells, sizes },
    explained,
  };
}

/** The columns to pair: the declared ones, then those whose groups differ most in their losses; and those left out. */
export function columnsToPair(
  columns: readonly SliceColumn[],
  declared: readonly string[],
  rows: number,
): { readonly paired: readonly SliceColumn[]; readonly leftOut: readonly SliceColumn[] } {
  let most = Math.min(MOST_PAIRED, columns.length);
  while (most > 2 && ((most * (most - 1)) / 2) * rows > MOST_VISITS) most -= 1;
  const first = ({ name }: SliceColumn) => (declared.includes(name) ? 1 : 0);
  const ordered = [...columns].sort((a, b) => first(b) - first(a) || b.explained - a.explained);
  return { paired: ordered.slice(0, most), leftOut: ordered.slice(most) };
}

/** The rows that are in a group of both columns. */
export function pairCells(a: SliceColumn, b: SliceColumn): Cells {
  const width = b.cells.sizes.length;
  const sizes = new Uint32Array(a.cells.sizes.length * width);
  const of = new Uint16Array(a.cells.of.length);
  for (let row = 0; row < of.length; row += 1) {
    const [first, second] = [a.cells.of[row] as number, b.cells.of[row] as number];
    const cell = first === 0 || second === 0 ? 0 : first * width + second;
    of[row] = cell;
    sizes[cell] = (sizes[cell] as number) + 1;
  }
  return { of, sizes };
}
