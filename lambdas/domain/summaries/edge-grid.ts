/** Cells of a grid, for each of its edges: few cells have an edge. */
const CELLS = 32;
/** Grids within grids. */
const DEPTH = 6;
/** Edges that do not come to lie in one cell but where values crowd. */
const CROWD = 5;

interface Grid {
  /** The grid that it lies in. */
  readonly within: number;
  /** Its edges, up to and without `to`. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  /** Cells a unit; 0 of a grid whose edges are searched, since doubles don't divide them or there are too many grids. */
  readonly scale: number;
  readonly last: number;
  readonly depth: number;
}

/**
 * Equal cells from the first edge to the last, so that the edges below a value are known from its cell but for those in
 * it. What lies below the first edge counts to the first cell, what lies above the last one to the last. A cell with more
 * than one edge has a grid of its own: one far edge leaves all others in one cell.
 *
 * Values in one cell may lie on either side of an edge in it; those in a higher cell never lie below it, since rounding
 * keeps the order.
 */
export class EdgeGrid {
  /** Ascending, with an end that no value passes. */
  readonly bounds: Float64Array;
  /** By grid: number of the first edge, that edge, cells a unit, where its cells start, and which of them is the last. */
  readonly froms: Int32Array;
  readonly lows: Float64Array;
  readonly scales: Float64Array;
  readonly starts: Int32Array;
  readonly lasts: Int32Array;
  /** Cells of all grids: the number of edges before the cell, or the complement of the number of its own grid. */
  readonly cells: Int32Array;
  /** The grid where values are looked up first: that of all edges, or the innermost where they crowd. */
  readonly busiest: {
    readonly low: number;
    readonly scale: number;
    readonly start: number;
    /** Of a distance from the first edge, in cells: below it no other grid's edge is passed. */
    readonly end: number;
  };

  constructor(edges: Float64Array) {
    this.bounds = new Float64Array(edges.length + 1).fill(Number.POSITIVE_INFINITY);
    this.bounds.set(edges);
    const grids = [gridOf(edges, 0, edges.length, 0, 0)];
    const starts: number[] = [];
    const cells: number[] = [];
    // The list grows as grids within grids are found.
    for (const [number, { from, to, low, scale, last, depth }] of grids.entries()) {
      starts.push(cells.length);
      if (scale === 0 && number > 0) continue;
      for (let cell = 0, edge = from; cell <= last; cell++) {
        const before = edge;
        while (edge < to && cellOf((edges[edge] as number) - low, scale, last) <= cell) edge++;
        const crowded = edge - before > 1;
        cells.push(crowded ? ~(grids.push(gridOf(edges, before, edge, number, depth + 1)) - 1) : before);
      }
    }
    this.froms = Int32Array.from(grids, ({ from }) => from);
    this.lows = Float64Array.from(grids, ({ low }) => low);
    this.scales = Float64Array.from(grids, ({ scale }) => scale);
    this.lasts = Int32Array.from(grids, ({ last }) => last);
    this.starts = Int32Array.from(starts);
    this.cells = Int32Array.from(cells);
    const busiest = busiestOf(grids);
    const { low, scale, last, to } = grids[busiest] as Grid;
    const end = Math.min(last, ((edges[to - 1] as number) - low) * scale);
    this.busiest = { low, scale, start: starts[busiest] as number, end: busiest === 0 ? last + 1 : end };
  }

  /** How many edges lie below a value, by the grid whose complement is `index`. */
  search(value: number, index: number): number {
    let found = index;
    while (found < 0) {
      const grid = ~found;
      const scale = this.scales[grid] as number;
      if (scale === 0 && grid > 0) return this.#scan(value, this.froms[grid] as number);
      const cell = cellOf(value - (this.lows[grid] as number), scale, this.lasts[grid] as number);
      found = this.cells[(this.starts[grid] as number) + cell] as number;
    }
    return this.#scan(value, found);
  }

  #scan(value: number, from: number): number {
    let index = from;
    while ((this.bounds[index] as number) < value) index++;
    return index;
  }
}

/** The cell of a distance from a grid's first edge. */
const cellOf = (distance: number, scale: number, last: number): number =>
  Math.min(Math.max(distance * scale, 0), last) | 0;

function gridOf(edges: Float64Array, from: number, to: number, within: number, depth: number): Grid {
  const low = edges[from] ?? 0;
  const last = CELLS * Math.max(1, to - from);
  const scale = last / ((edges[to - 1] ?? 0) - low);
  return { within, from, to, low, scale: Number.isFinite(scale) && depth < DEPTH ? scale : 0, last, depth };
}

function busiestOf(grids: readonly Grid[]): number {
  const edgesOf = ({ from, to }: Grid): number => to - from;
  let busiest = 0;
  for (;;) {
    const inner = grids.slice(1).filter((grid) => grid.within === busiest && grid.scale > 0 && edgesOf(grid) >= CROWD);
    const [most] = inner.sort((a, b) => edgesOf(b) - edgesOf(a));
    if (most === undefined) return busiest;
    busiest = grids.indexOf(most);
  }
}
