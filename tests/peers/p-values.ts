import { Random } from './random.js';

const random = new Random(49);

/** Rows with and of something on two sides, as [with, of]. Every one has a spread, so that there is a test. */
export const PROPORTIONS: readonly { readonly a: readonly [number, number]; readonly b: readonly [number, number] }[] =
  [
    { a: [0, 1], b: [1, 1] },
    { a: [1, 2], b: [1, 2] },
    { a: [0, 100], b: [1, 100] },
    { a: [100, 100], b: [99, 100] },
    { a: [0, 10_000], b: [9_000, 10_000] },
    { a: [1, 1_000_000], b: [1, 10] },
    { a: [500_000, 1_000_000], b: [501_000, 1_000_000] },
    ...random.list(30, (r) => {
      const sizes = [1 + r.integer(5_000), 1 + r.integer(5_000)] as const;
      const share = r.uniform();
      const draw = (size: number) => Math.min(size - 1, Math.max(1, Math.round(size * (share + 0.05 * r.normal()))));
      return { a: [draw(sizes[0] + 2), sizes[0] + 2], b: [draw(sizes[1] + 2), sizes[1] + 2] } as const;
    }),
  ];

/** p-values that are adjusted together. */
export const FAMILIES: readonly { readonly title: string; readonly pValues: readonly number[] }[] = [
  { title: 'one p-value', pValues: [0.03] },
  { title: 'none below 1', pValues: [1, 1, 1] },
  { title: 'all 0', pValues: [0, 0] },
  { title: 'ties', pValues: [0.02, 0.01, 0.02, 0.02, 0.9, 0.01] },
  { title: 'ascending', pValues: [0.001, 0.01, 0.02, 0.03, 0.5] },
  { title: 'descending', pValues: [0.9, 0.4, 0.05, 0.049, 1e-12] },
  { title: 'values near nothing', pValues: [1e-300, 5e-324, 0, 1e-16, 0.2] },
  ...[2, 10, 100, 2_000].map((length) => ({
    title: `${length} p-values, many of them small`,
    pValues: random.list(length, (r) => (r.uniform() < 0.3 ? r.uniform() ** 9 : r.uniform())),
  })),
];
