/**
 * First Wasserstein distance of two ascending samples: the area between their empirical distribution functions
 * (Vallender, Theory Probab. Appl. 18, 1974), in the samples' unit. NaN when a side is empty.
 */
export function wassersteinDistance(sortedA: Float64Array, sortedB: Float64Array): number {
  const n = sortedA.length;
  const m = sortedB.length;
  if (n === 0 || m === 0) return Number.NaN;
  let i = 0;
  let j = 0;
  let area = 0;
  let previous = Math.min(sortedA[0] as number, sortedB[0] as number);
  while (i < n || j < m) {
    const a = i < n ? (sortedA[i] as number) : Number.POSITIVE_INFINITY;
    const b = j < m ? (sortedB[j] as number) : Number.POSITIVE_INFINITY;
    const value = a < b ? a : b;
    area += Math.abs(i / n - j / m) * (value - previous);
    previous = value;
    if (a <= b) i++;
    else j++;
  }
  return area;
}
