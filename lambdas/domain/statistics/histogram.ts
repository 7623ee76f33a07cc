import { type Moments, moments } from './moments.js';
import { countBelow } from './quantile.js';

/**
 * Equal-width edges by Doane's rule, as numpy.histogram_bin_edges(values, bins='doane') of numpy 1.24 makes them
 * (Doane, The American Statistician 30, 1976). A sample without spread gets one bin of width 1 around its value.
 * @param known the sample's moments, where the caller has them
 */
export function doaneEdges(sorted: Float64Array, known: Moments = moments(sorted)): Float64Array {
  const { count, mean, standardDeviation, minimum, maximum } = known;
  if (count === 0) return new Float64Array([0, 1]);
  if (minimum === maximum) return new Float64Array([minimum - 0.5, maximum + 0.5]);
  const bins = count > 2 && standardDeviation > 0 ? doaneBins(sorted, mean, standardDeviation, maximum - minimum) : 1;
  return equalWidthEdges(minimum, maximum, bins);
}

/**
 * Equal-width edges by Sturges' rule for `count` values between two extremes, as numpy.histogram_bin_edges(values,
 * bins='sturges') of floating-point values makes them (Sturges, J. Amer. Statist. Assoc. 21, 1926).
 */
export function sturgesEdges(count: number, minimum: number, maximum: number): Float64Array {
  if (minimum === maximum) return new Float64Array([minimum - 0.5, maximum + 0.5]);
  const range = maximum - minimum;
  return equalWidthEdges(minimum, maximum, binsOf(range, range / (Math.log2(count) + 1)));
}

/** One where numbers at the end of doubles have no width between them, or one that is no number. */
const binsOf = (range: number, width: number): number =>
  width > 0 && width < Number.POSITIVE_INFINITY ? Math.ceil(range / width) : 1;

function equalWidthEdges(minimum: number, maximum: number, bins: number): Float64Array {
  const step = (maximum - minimum) / bins;
  const edges = new Float64Array(bins + 1);
  edges[0] = minimum;
  for (let i = 1; i < bins; i++) edges[i] = i * step + minimum;
  edges[bins] = maximum;
  return edges;
}

function doaneBins(values: Float64Array, mean: number, standardDeviation: number, range: number): number {
  const n = values.length;
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  let cubes = 0;
  const scale = 1 / standardDeviation;
  for (let i = 0; i < n; i++) {
    const deviation = ((values[i] as number) - mean) * scale;
    cubes += deviation * deviation * deviation;
  }
  const width = range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(cubes / n) / spread));
  return binsOf(range, width);
}

/** Counts of ascending values between edges: left-closed bins, the last closed on both sides; values outside count nowhere. */
export function histogramCounts(sorted: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  let before = countBelow(sorted, edges[0] as number, false);
  for (let i = 0; i < bins; i++) {
    const upTo = countBelow(sorted, edges[i + 1] as number, i === bins - 1);
    counts[i] = upTo - before;
    before = upTo;
  }
  return counts;
}
