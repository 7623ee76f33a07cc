/** What a sketch holds, ascending; equal values may follow each other. */
export interface SortedView {
  readonly values: Float64Array;
  /** Weights added up; the last is the count. */
  readonly cumulative: Float64Array;
}

/** One list of ascending levels; a value of level i has the weight 2^i. */
export function viewOf(levels: readonly Float64Array[]): SortedView {
  let merged: Weighted = { values: new Float64Array(), weights: new Float64Array() };
  for (const [height, values] of levels.entries()) {
    merged = mergeWeighted(merged, { values, weights: new Float64Array(values.length).fill(2 ** height) });
  }
  const { values, weights } = merged;
  let sum = 0;
  return {
    values,
    cumulative: weights.map((weight) => {
      sum += weight;
      return sum;
    }),
  };
}

interface Weighted {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

function mergeWeighted(a: Weighted, b: Weighted): Weighted {
  const length = a.values.length + b.values.length;
  const values = new Float64Array(length);
  const weights = new Float64Array(length);
  let i = 0;
  let j = 0;
  for (let at = 0; at < length; at++) {
    const takeFirst =
      j === b.values.length || (i < a.values.length && (a.values[i] as number) <= (b.values[j] as number));
    values[at] = (takeFirst ? a.values[i] : b.values[j]) as number;
    weights[at] = (takeFirst ? a.weights[i++] : b.weights[j++]) as number;
  }
  return { values, weights };
}
