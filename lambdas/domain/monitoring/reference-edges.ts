import { doaneEdges } from '../statistics/histogram.js';
import type { Moments } from '../statistics/moments.js';
import { decileEdges } from '../statistics/population-stability-index.js';

/** Where a numeric column's statistics cut, in one pass over a sample and in the shards of a window. */
export interface ReferenceEdges {
  /** Both kinds, ascending, each value once. */
  readonly all: Float64Array;
  /** Of the population stability index: right-closed bins, the outer two open. */
  readonly deciles: Float64Array;
  /** Of the Jensen-Shannon and Hellinger distances: left-closed bins, the last one closed on both sides. */
  readonly doane: Float64Array;
}

/**
 * Edges of ascending finite values.
 * @param known their moments, where the caller has them
 */
export function referenceEdges(sorted: Float64Array, known?: Moments): ReferenceEdges {
  const deciles = Float64Array.from(decileEdges(sorted));
  const doane = doaneEdges(sorted, known);
  return { all: Float64Array.from(new Set([...deciles, ...doane])).sort(), deciles, doane };
}
