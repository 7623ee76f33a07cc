/** Cells of the first grid, and of a grid within a cell. */
const CELLS = 1024;
const INNER_CELLS = 256;
/** Grids within grids; edges that lie yet closer together are searched. */
const DEPTH = 4;

/**
 * Equal cells from the first edge to the last, so that the edges below a value are known from its cell but for those in
 * it. A cell with more than one edge has a grid of its own: one far edge leaves all others in one cell.
 */
export interface EdgeGrid {
  readonly low: number;
  readonly high: number;
  /** Cells a unit. */
  readonly scale: number;
  /** Of a cell, the number of edges in cells before it where it has one edge at most, else -1 less the index of its grid. */
  readonly before: Int32Array;
  /** Of cells with more than one edge; null where these are searched. */
  readonly inner: readonly (EdgeGrid | null)[];
}

/** A grid of some of the ascending edges; null for fewer than two, and where the doubles between them can't be divided. */
export function edgeGrid(edges: Float64Array, from = 0, to = edges.length, depth = 0): EdgeGrid | null {
  const low = edges[from] as number;
  const high = edges[to - 1] as number;
  const cells = depth === 0 ? CELLS : INNER_CELLS;
  const scale = cells / (high - low);
  if (to - from < 2 || depth === DEPTH || !(scale > 0 && scale < Number.POSITIVE_INFINITY)) return null;
  // One cell more for what rounding puts beyond the last.
  const before = new Int32Array(cells + 2);
  const inner: (EdgeGrid | null)[] = [];
  for (let cell = 0, edge = from; cell < before.length; cell++) {
    const start = edge;
    while (edge < to && Math.trunc(((edges[edge] as number) - low) * scale) <= cell) edge++;
    before[cell] = start;
    if (edge - start > 1) before[cell] = -inner.push(edgeGrid(edges, start, edge, depth + 1));
  }
  return { low, high, scale, before, inner };
}

/** How many of the ascending edges lie below a value. */
export function edgesBelow(value: number, edges: Float64Array, grid: EdgeGrid | null): number {
  let within = grid;
  while (within !== null && value >= within.low && value <= within.high) {
    const before = within.before[Math.trunc((value - within.low) * within.scale)] as number;
    if (before >= 0) return before + Number((edges[before] as number) < value);
    within = within.inner[-1 - before] ?? null;
  }
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
