import { Random } from './random.js';

/** Labelled rows with what a model says of them. Classification: 0 or 1, and the probability of 1. */
export interface Predictions {
  readonly title: string;
  readonly actual: readonly number[];
  readonly scores: readonly number[];
}

const random = new Random(1931);

const classified = (title: string, size: number, score: (r: Random, actual: number) => number): Predictions => {
  const actual = random.list(size, (r) => (r.uniform() < 0.35 ? 1 : 0));
  return { title, actual, scores: actual.map((label) => Math.min(1, Math.max(0, score(random, label)))) };
};
const regressed = (title: string, size: number, actual: (r: Random) => number, noise: number): Predictions => {
  const truths = random.list(size, actual);
  return { title, actual: truths, scores: truths.map((truth) => truth + noise * random.normal()) };
};

export const CLASSIFICATIONS: readonly Predictions[] = [
  { title: 'one row', actual: [1], scores: [0.7] },
  { title: 'one row at the threshold', actual: [1], scores: [0.5] },
  { title: 'ties at the threshold', actual: [0, 1, 1, 0, 0], scores: [0.5, 0.5, 0.500001, 0.4, 0.5] },
  { title: 'negatives only', actual: [0, 0, 0], scores: [0.1, 0.9, 0.2] },
  { title: 'positives only', actual: [1, 1, 1], scores: [0.1, 0.9, 0.2] },
  { title: 'nothing is called positive', actual: [1, 0, 1], scores: [0.1, 0.2, 0.3] },
  { title: 'one probability for all', actual: [1, 0, 1, 0], scores: [0.4, 0.4, 0.4, 0.4] },
  { title: 'certain, and wrong at times', actual: [1, 0, 1, 0, 1], scores: [1, 0, 0, 1, 1] },
  { title: 'right in every row', actual: [1, 0, 1, 0], scores: [0.9, 0.2, 0.8, 0.1] },
  { title: 'wrong in every row', actual: [1, 0, 1, 0], scores: [0.1, 0.8, 0.2, 0.9] },
  classified('few rows', 12, (r) => r.uniform()),
  classified('votes of ten trees', 800, (r, label) => Math.round(10 * (0.3 + 0.3 * label + 0.3 * r.normal())) / 10),
  classified('a good model', 3_000, (r, label) => 0.25 + 0.5 * label + 0.18 * r.normal()),
  classified('a useless model', 3_000, (r) => r.uniform()),
];

export const REGRESSIONS: readonly Predictions[] = [
  { title: 'one row', actual: [3], scores: [4.5] },
  { title: 'two rows', actual: [3, 5], scores: [4.5, 4.5] },
  { title: 'one value of the target', actual: [0.1, 0.1, 0.1], scores: [0.1, 0.3, 0.2] },
  { title: 'right in every row', actual: [1, 2, 4], scores: [1, 2, 4] },
  { title: 'worse than the mean', actual: [1, 2, 4, 8], scores: [9, -3, 12, -20] },
  regressed('a good model', 3_000, (r) => 100 * r.normal(), 8),
  regressed('a skewed target', 2_000, (r) => Math.exp(3 * r.normal()), 1),
  regressed('outliers of 1e12', 400, (r) => (r.uniform() < 0.02 ? 1e12 : r.normal()), 1),
  regressed('large and close together', 500, (r) => 1e6 + r.normal(), 0.2),
];

const differences = (length: number, draw: (r: Random) => number): number[] => random.list(length, draw);

/** Paired differences in loss; few enough that every resample can be listed. */
export const FEW_DIFFERENCES: readonly (readonly number[])[] = [
  [0.3],
  [-0.2, 0.4],
  [1, 1, 1],
  [0, 0, 0, 1],
  differences(5, (r) => r.normal()),
  differences(6, (r) => r.normal()),
  differences(6, (r) => Math.exp(r.normal()) - 1),
];

export const DIFFERENCES: readonly { readonly title: string; readonly differences: readonly number[] }[] = [
  { title: '20 normal', differences: differences(20, (r) => r.normal()) },
  { title: '60 skewed', differences: differences(60, (r) => Math.exp(r.normal())) },
  { title: '200, most of them 0', differences: differences(200, (r) => (r.uniform() < 0.1 ? r.normal() : 0)) },
  { title: '500 with a drift upwards', differences: differences(500, (r) => 0.2 + r.normal()) },
];

export const MANY_DIFFERENCES = differences(20_001, (r) => 0.01 + r.normal());
