import { sampleDistances } from './sample-distances.js';

/**
 * First Wasserstein distance of two ascending samples: the area between their empirical distribution functions
 * (Vallender, Theory Probab. Appl. 18, 1974), in the samples' unit. NaN when a side is empty.
 */
export const wassersteinDistance = (sortedA: Float64Array, sortedB: Float64Array): number =>
  sortedA.length === 0 || sortedB.length === 0 ? Number.NaN : sampleDistances(sortedA, sortedB).area;
