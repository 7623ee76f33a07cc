import { NearestNeighbours } from './nearest-neighbours.js';

/** Neighbours that vote; with fewer advantaged rows than the second number only the nearest one. Clarify's constants. */
const NEIGHBOURS = 5;
const ROWS_FOR_NEIGHBOURS = 10;

/**
 * Clarify's flip test (FT), after Black et al., "FlipTest" (FAT* 2020): each disadvantaged row is asked what the majority
 * of its 5 nearest advantaged rows were predicted (Euclidean distance of the features as they are, not scaled). FT is the
 * share of disadvantaged rows predicted positive whose neighbours were not, less the share of the reverse. Of equally near
 * rows the first ones vote; Clarify's choice among them is not defined. NaN where a side has no rows.
 *
 * `features` are columns of finite numbers.
 */
export function flipTest(features: readonly Float64Array[], facet: Uint8Array, prediction: Uint8Array): number {
  const rowsWhere = (side: 0 | 1): Uint32Array =>
    Uint32Array.from(facet.keys()).filter((row) => (facet[row] as number) === side);
  const [advantaged, disadvantaged] = [rowsWhere(0), rowsWhere(1)];
  if (advantaged.length === 0 || disadvantaged.length === 0) return Number.NaN;
  const dimensions = features.length;
  const values = new Float64Array(advantaged.length * dimensions);
  advantaged.forEach((row, at) => {
    features.forEach((column, axis) => {
      values[at * dimensions + axis] = column[row] as number;
    });
  });
  const k = advantaged.length >= ROWS_FOR_NEIGHBOURS ? NEIGHBOURS : 1;
  const neighbours = new NearestNeighbours({ dimensions, values }, k);
  const query = new Float64Array(dimensions);
  let flips = 0;
  for (const row of disadvantaged) {
    features.forEach((column, axis) => {
      query[axis] = column[row] as number;
    });
    const votes = neighbours.of(query).reduce((sum, at) => sum + (prediction[advantaged[at] as number] as number), 0);
    flips += (prediction[row] as number) - (2 * votes > k ? 1 : 0);
  }
  return flips / disadvantaged.length;
}
