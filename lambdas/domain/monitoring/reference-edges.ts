import { doaneEdges } from '../statistics/histogram.js';
import { decileEdges } from '../statistics/population-stability-index.js';

/** Where a numeric column's statistics cut: what the shards of a window need to know of the reference. */
export interface ReferenceEdges {
  /** Both kinds, ascending, each value once. */
  readonly all: Float64Array;
  /** Of the population stability index: right-closed bins, the outer two open. */
  readonly deciles: Float64Array;
  /** Of the Jensen-Shannon and Hellinger distances: left-closed bins, the last one closed on both sides. */
  readonly doane: Float64Array;
}

/** Edges of ascending finite values. */
export function referenceEdges(sorted: Float64Array): ReferenceEdges {
  const deciles = Float64Array.from(decileEdges(sorted));
  const doane = doaneEdges(sorted);
  return { all: Float64Array.from(new Set([...deciles, ...doane])).sort(), deciles, doane };
}
