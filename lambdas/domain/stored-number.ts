/** DynamoDB holds numbers from 1e-130 to 9.99e125. */
export const LARGEST_NUMBER = 1e125;
const SMALLEST_NUMBER = 1e-120;

/** A number as JSON and the registry can hold it: what is not finite, or too large, is text; what is too small is 0. */
export function stored(value: number): number | string {
  if (Math.abs(value) < SMALLEST_NUMBER) return 0;
  return Math.abs(value) <= LARGEST_NUMBER ? value : String(value);
}
