/** Runs up to which merging is faster than the radix sort. */
const MOST_RUNS = 4;

/**
 * Sorts the first `size` values, none of them NaN or -0, where they are a few ascending runs one after the other, as levels
 * of sketches are; `spare` has as much room. False, and nothing done, for more runs than four.
 */
export function mergeRuns(values: Float64Array, spare: Float64Array, size: number): boolean {
  const ends: number[] = [];
  for (let i = 1; i < size; i++) {
    if ((values[i] as number) >= (values[i - 1] as number)) continue;
    if (ends.push(i) === MOST_RUNS) return false;
  }
  ends.push(size);
  for (let run = 1; run < ends.length; run++) {
    const [middle, end] = [ends[run - 1] as number, ends[run] as number];
    // What comes first is copied away, so that the merged values have its place.
    spare.set(values.subarray(0, middle));
    mergeInto(values, spare, middle, end);
  }
  return true;
}

/** Merges the first `middle` of `first` with what `values` holds from there to `end`; what is left of the latter is in place. */
function mergeInto(values: Float64Array, first: Float64Array, middle: number, end: number): void {
  let i = 0;
  let j = middle;
  let at = 0;
  while (i < middle && j < end) {
    const a = first[i] as number;
    const b = values[j] as number;
    // Without a branch, since no processor guesses from which run the next value comes.
    const step = Number(a <= b);
    values[at++] = Math.min(a, b);
    i += step;
    j += 1 - step;
  }
  values.set(first.subarray(i, middle), at);
}
