/** Sorts numbers without NaN, ascending, in place. */
export function sortNumbers(values: Float64Array): Float64Array {
  return values.sort();
}
