import { Random } from './random.js';

/** Two samples of a numeric column, and what is hard about them. */
export interface SamplePair {
  readonly title: string;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const random = new Random(20110101);
const normal = (size: number, shift = 0, scale = 1): number[] => random.list(size, (r) => shift + scale * r.normal());
const skewed = (size: number): number[] => random.list(size, (r) => Math.exp(2 * r.normal()));
const tied = (size: number, values: number): number[] => random.list(size, (r) => r.integer(values));
const constant = (size: number, value: number): number[] => Array<number>(size).fill(value);
const withOutliers = (size: number): number[] => random.list(size, (r, i) => (i % 50 === 7 ? 1e12 : r.normal()));
const pair = (title: string, reference: number[], current: number[]): SamplePair => ({ title, reference, current });

/** Sizes on both sides of where the exact p-value of Kolmogorov and Smirnov ends (10,000), and of small numbers. */
const SIZES = [
  [10_000, 10_000],
  [9_999, 10_000],
  [10_000, 10_001],
  [10_001, 10_001],
  [10_000, 100],
  [10_001, 100],
  [20_001, 15_000],
  [3_000, 2_000],
  [997, 1_009],
  [140, 140],
  [141, 141],
] as const;

export const SAMPLE_PAIRS: readonly SamplePair[] = [
  pair('one value and the same one', [1], [1]),
  pair('one value and another', [1], [2]),
  pair('two values and one', [0, 1], [0.5]),
  pair('two values each, crossed', [0, 2], [1, 3]),
  pair('three values and five', [3, 1, 2], [2, 2, 5, 0, 1]),
  pair('negative numbers and zero', [-3, -1, 0, 0, 2, -7], [-2, 0, 1, 1, -9]),
  pair('a sample and itself', tied(60, 9), []),
  pair('tiny and small', normal(4), normal(11, 0.5)),
  pair('three values, heavily tied', tied(50, 3), tied(80, 3)),
  pair('two values, heavily tied', tied(500, 2), tied(300, 2)),
  pair('ties of one sort more', tied(400, 7), tied(350, 8)),
  pair('tied on one side only', tied(200, 4), normal(180, 1.5)),
  pair('almost constant', [...constant(199, 5), 6], [...constant(150, 5), 4]),
  pair('the same constant', constant(20, 2.5), constant(30, 2.5)),
  pair('two constants', constant(20, 2.5), constant(30, 4)),
  pair('a constant and a sample', constant(120, 2.5), normal(100)),
  pair('a sample and a constant', normal(100), constant(120, 0.25)),
  pair('disjoint, reference below', normal(90), normal(70, 100)),
  pair('disjoint, reference above', normal(45, 100), normal(300)),
  pair('disjoint and large', normal(2_000), normal(1_900, 1e3)),
  pair('one inside the gap of the other', [...normal(60, -50), ...normal(60, 50)], normal(80)),
  pair('outliers of 1e12 in the reference', withOutliers(400), normal(300)),
  pair('outliers of 1e12 in the current sample', normal(400), withOutliers(300)),
  pair('outliers of 1e12 on both sides', withOutliers(400), withOutliers(350)),
  pair('one outlier of -1e12', [...normal(150), -1e12], normal(140)),
  pair('skewed', skewed(700), skewed(800)),
  pair('very small numbers', normal(120, 0, 1e-9), normal(130, 2e-10, 1e-9)),
  pair('large numbers close together', normal(120, 1e5), normal(130, 1e5 + 0.5)),
  pair('whole years', tied(365, 12), tied(366, 13)),
  ...SIZES.flatMap(([n, m]) => [
    pair(`alike, ${n} and ${m}`, normal(n), normal(m)),
    pair(`a little apart, ${n} and ${m}`, normal(n), normal(m, 0.08, 1.02)),
    pair(`far apart and tied, ${n} and ${m}`, tied(n, 20), tied(m, 31)),
  ]),
].map((entry) => (entry.title === 'a sample and itself' ? { ...entry, current: entry.reference } : entry));
