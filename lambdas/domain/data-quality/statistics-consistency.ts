import { commonOf, type FeatureStatistics, type NumericalStatistics } from './statistics.js';

/** Relative: of a sum of many numbers, and of the counts of a sketch. */
const TOLERANCE = 1e-6;
const SKETCH_TOLERANCE = 0.02;

/** What statistics of a column can't say at once, whatever its rows are; at most one thing a column. */
export function inconsistency(told: FeatureStatistics, items: number): string | undefined {
  const { name, inferred_type: type, numerical_statistics: numbers, string_statistics: texts } = told;
  const { num_present: present, num_missing: missing } = commonOf(told);
  const says = `statistics.json says of "${name}"`;
  if (present + missing !== items) return `${says} that ${present} are there and ${missing} missing, of ${items} rows`;
  const numeric = type === 'Integral' || type === 'Fractional';
  if (numeric && numbers === undefined) return `${says} that it is ${type}, and has no numerical_statistics`;
  if (type === 'String' && texts === undefined) return `${says} that it is String, and has no string_statistics`;
  if (texts !== undefined && texts.distinct_count > present)
    return `${says} that ${present} values are ${texts.distinct_count} different ones`;
  const problem = numbers === undefined || present === 0 ? undefined : ofNumbers(numbers, present);
  return problem === undefined ? undefined : `${says} that ${problem}`;
}

function ofNumbers({ min, max, mean, std_dev, sum, distribution }: NumericalStatistics, present: number) {
  if (min === undefined || max === undefined || mean === undefined || std_dev === undefined) return undefined;
  const slack = TOLERANCE * Math.max(Math.abs(min), Math.abs(max));
  if (mean < min - slack || mean > max + slack) return `its mean is ${mean}, from ${min} to ${max}`;
  // A value that far from the mean is there once at least, and none is farther.
  const farthest = Math.max(mean - min, max - mean);
  const least = farthest / Math.sqrt(present);
  if (std_dev > (max - min) / 2 + slack || std_dev < least * (1 - TOLERANCE) - slack)
    return `its std_dev is ${std_dev}, from ${min} to ${max} around ${mean}`;
  if (sum !== undefined && Math.abs(sum - mean * present) > slack * present)
    return `its sum is ${sum}, of ${present} values with the mean ${mean}`;
  return distribution === undefined ? undefined : ofBuckets(distribution.kll.buckets, { min, max, present });
}

function ofBuckets(
  buckets: NonNullable<NumericalStatistics['distribution']>['kll']['buckets'],
  { min, max, present }: { readonly min: number; readonly max: number; readonly present: number },
) {
  const counted = buckets.reduce((all, { count }) => all + count, 0);
  if (Math.abs(counted - present) > SKETCH_TOLERANCE * present)
    return `its buckets hold ${counted} of ${present} values`;
  // A column of one value has a bucket around it.
  const room = min === max ? 1 : TOLERANCE * Math.max(Math.abs(min), Math.abs(max)) + SKETCH_TOLERANCE * (max - min);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return Math.abs(first.lower_bound - min) > room || Math.abs(last.upper_bound - max) > room
    ? `its buckets go from ${first.lower_bound} to ${last.upper_bound}, its values from ${min} to ${max}`
    : undefined;
}
