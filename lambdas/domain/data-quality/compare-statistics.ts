import { commonOf, type DatasetStatistics, type FeatureStatistics, type NumericalStatistics } from './statistics.js';
import { inconsistency } from './statistics-consistency.js';

/** Relative to the largest value of a column. */
const TOLERANCE = 1e-6;
/** A sample's mean is this many of its standard errors from the mean of all, less often than once in 10⁸. */
const STANDARD_ERRORS = 6;

/**
 * Where submitted statistics are not those of the rows that came with them. Statistics of more rows than came are taken to be
 * those of all, of which the rows are a sample: then only what holds of any sample is compared.
 */
export function statisticsProblems(
  submitted: DatasetStatistics,
  own: DatasetStatistics,
  needed: readonly string[],
): string[] {
  const [told, came] = [submitted.dataset.item_count, own.dataset.item_count];
  if (told < came) return [`statistics.json is of ${told} rows, the baseline has ${came}`];
  const named = new Map(submitted.features.map((feature) => [feature.name, feature]));
  const columns = new Set(own.features.map(({ name }) => name));
  const lacking = needed.filter((name) => columns.has(name) && !named.has(name));
  const foreign = [...named.keys()].filter((name) => !columns.has(name));
  return [
    ...lacking.map((name) => `statistics.json lacks the column "${name}"`),
    ...foreign.map((name) => `statistics.json has the column "${name}", the baseline does not`),
    ...own.features.flatMap((feature) => {
      const other = named.get(feature.name);
      if (other === undefined) return [];
      const impossible = inconsistency(other, told);
      return [...(impossible === undefined ? [] : [impossible]), ...featureProblems(other, feature, told === came)];
    }),
  ];
}

function featureProblems(told: FeatureStatistics, own: FeatureStatistics, same: boolean): string[] {
  const wrong = (what: string, said: unknown, is: unknown): string =>
    `statistics.json says ${what} of "${own.name}" is ${said}, the baseline's is ${is}`;
  const [a, b] = [commonOf(told), commonOf(own)];
  const counts = (['num_present', 'num_missing'] as const).flatMap((key) =>
    (same ? a[key] === b[key] : a[key] >= b[key]) ? [] : [wrong(key, a[key], b[key])],
  );
  if (told.inferred_type === 'Integral' && own.inferred_type === 'Fractional')
    return [wrong('inferred_type', told.inferred_type, own.inferred_type), ...counts];
  if (told.numerical_statistics !== undefined) {
    if (own.inferred_type === 'String') return [wrong('inferred_type', told.inferred_type, 'String'), ...counts];
    const numbers = own.numerical_statistics;
    return numbers === undefined
      ? counts
      : [...counts, ...numberProblems(told.numerical_statistics, numbers, same, wrong)];
  }
  const [m, n] = [told.string_statistics?.distinct_count, own.string_statistics?.distinct_count];
  if (m === undefined || n === undefined || (same ? m === n : m >= n)) return counts;
  return [...counts, wrong('distinct_count', m, n)];
}

function numberProblems(
  told: NumericalStatistics,
  own: NumericalStatistics,
  same: boolean,
  wrong: (what: string, said: unknown, is: unknown) => string,
): string[] {
  const { min = 0, max = 0, mean = 0, std_dev = 0, common } = own;
  const slack = TOLERANCE * Math.max(Math.abs(min), Math.abs(max));
  const ofMean = same
    ? slack
    : slack + (STANDARD_ERRORS * Math.max(std_dev, told.std_dev ?? 0)) / Math.sqrt(common.num_present);
  const isRight = {
    mean: (value: number) => Math.abs(value - mean) <= ofMean,
    min: (value: number) => (same ? Math.abs(value - min) <= slack : value <= min + slack),
    max: (value: number) => (same ? Math.abs(value - max) <= slack : value >= max - slack),
    std_dev: (value: number) => !same || Math.abs(value - std_dev) <= slack,
  };
  return (Object.keys(isRight) as (keyof typeof isRight)[]).flatMap((key) => {
    const value = told[key];
    return value !== undefined && isRight[key](value) ? [] : [wrong(key, value ?? 'not there', own[key])];
  });
}
