import { Random } from './random.js';

/** Rows a category on two sides. */
export interface CountPair {
  readonly title: string;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const random = new Random(20120101);
const counts = (length: number, most: number): number[] => random.list(length, (r) => r.integer(most));
/** Some categories are many times as common as others. */
const zipf = (length: number, most: number): number[] =>
  random.list(length, (r, i) => Math.round((most * (0.8 + 0.4 * r.uniform())) / (i + 1)));

export const COUNT_PAIRS: readonly CountPair[] = [
  { title: 'one category', reference: [10], current: [20] },
  { title: 'one category and one that neither side has', reference: [10, 0], current: [20, 0] },
  { title: 'a row each, the same category', reference: [1, 0], current: [1, 0] },
  { title: 'a row each, two categories', reference: [1, 0], current: [0, 1] },
  { title: 'disjoint categories', reference: [30, 20, 0, 0], current: [0, 0, 25, 5] },
  { title: 'an unseen category', reference: [30, 20, 0], current: [28, 18, 9] },
  { title: 'a vanished category', reference: [30, 20, 7], current: [28, 18, 0] },
  { title: 'the same shares of other sizes', reference: [10, 20, 30], current: [100, 200, 300] },
  { title: 'very unequal sizes', reference: [1_000_000, 500_000], current: [3, 1] },
  { title: 'shares that hardly differ', reference: [500_001, 499_999], current: [500_000, 500_000] },
  { title: 'one rare category among many rows', reference: [1_000_000, 1], current: [1_000_000, 12] },
  { title: 'a p-value near nothing', reference: [5_000, 100], current: [100, 5_000] },
  { title: '50,000 categories, most of them of a row', reference: zipf(50_000, 20_000), current: zipf(50_000, 9_000) },
  { title: '30,000 categories of many rows', reference: counts(30_000, 5_000), current: counts(30_000, 5_000) },
  ...[2, 3, 5, 12, 100, 1_000].flatMap((length) => [
    {
      title: `${length} categories, few rows`,
      reference: [1, ...counts(length - 1, 4)],
      current: [1, ...counts(length - 1, 4)],
    },
    { title: `${length} categories, many rows`, reference: counts(length, 9_000), current: counts(length, 9_000) },
    { title: `${length} categories, skewed and alike`, reference: zipf(length, 20_000), current: zipf(length, 5_000) },
  ]),
];
