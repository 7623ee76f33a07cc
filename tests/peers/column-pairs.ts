import type { ColumnKind } from '../../lambdas/domain/columns/column-side.js';
import type { Cells } from '../fixtures/preset-columns.js';
import { COUNT_PAIRS } from './count-pairs.js';
import { Random } from './random.js';
import { SAMPLE_PAIRS } from './sample-pairs.js';

/** Two sides of a column, row by row, and what is hard about them. */
export interface ColumnPair {
  readonly title: string;
  readonly type: ColumnKind;
  readonly reference: Cells;
  readonly current: Cells;
}

const random = new Random(20210101);
const normal = (size: number, shift = 0): number[] => random.list(size, (r) => shift + r.normal());
const tied = (size: number, values: number): number[] => random.list(size, (r) => r.integer(values));
/** Every value of 0 to `values` - 1 is there. */
const eachOf = (size: number, values: number): number[] =>
  random.list(size, (r, i) => (i < values ? i : r.integer(values)));
const texts = (size: number, values: number): string[] => eachOf(size, values).map((value) => `c${value}`);
/** Every tenth value is replaced. */
const holed = (values: Cells, hole: number | null): Cells => values.map((value, i) => (i % 10 === 3 ? hole : value));

const numeric = (title: string, reference: Cells, current: Cells): ColumnPair => ({
  title: `numeric, ${title}`,
  type: 'numeric',
  reference,
  current,
});
const categorical = (title: string, reference: Cells, current: Cells): ColumnPair => ({
  title: `categorical, ${title}`,
  type: 'categorical',
  reference,
  current,
});

/** Rows of counts, where they are few enough to be written out; categories in turn, as rows come. */
function rowsOf(counts: readonly number[]): string[] {
  const left = [...counts];
  const rows: string[] = [];
  while (left.some((count) => count > 0)) {
    for (const [category, count] of left.entries()) {
      if (count === 0) continue;
      rows.push(`c${category}`);
      left[category] = count - 1;
    }
  }
  return rows;
}

const SPELLED_OUT = 20_000;
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

export const COLUMN_PAIRS: readonly ColumnPair[] = [
  ...SAMPLE_PAIRS.map(({ title, reference, current }) => numeric(title, reference, current)),
  ...[2, 3, 5, 6, 20, 21].flatMap((values) =>
    [1_000, 1_001].map((rows) =>
      numeric(`${values} values, ${rows} rows in the reference`, eachOf(rows, values), eachOf(400, values)),
    ),
  ),
  numeric('a value more than the reference has', eachOf(1_500, 5), eachOf(400, 6)),
  numeric('few values, one of them gone', eachOf(700, 4), eachOf(400, 3)),
  numeric('one value in 1,500 rows, and another', Array(1_500).fill(3), Array(900).fill(4)),
  numeric('one value, and itself once', Array(12).fill(0.5), [0.5]),
  numeric('missing values', holed(normal(1_300), null), holed(normal(700, 0.2), null)),
  numeric('NaN', holed(normal(500), Number.NaN), holed(normal(600), Number.NaN)),
  numeric('shares far below a ten-thousandth', [...tied(30_000, 3), 7, 8, 9], [...tied(20_001, 3), 11]),
  numeric('zero and minus zero', [0, -0, 1, -1, 0, 2, -0], [-0, 1, 1, 0]),
  ...COUNT_PAIRS.filter(({ reference, current }) => total(reference) + total(current) <= SPELLED_OUT).map(
    ({ title, reference, current }) => categorical(title, rowsOf(reference), rowsOf(current)),
  ),
  ...[1, 2, 3, 21].flatMap((values) =>
    [1_000, 1_001].map((rows) =>
      categorical(`${values} values, ${rows} rows in the reference`, texts(rows, values), texts(300, values)),
    ),
  ),
  categorical('missing values', holed(texts(1_300, 4), null), holed(texts(700, 4), null)),
  categorical('two values, one of them gone', texts(300, 2), Array(200).fill('c1')),
  categorical('"1" against "1.0"', Array(200).fill('1'), Array(150).fill('1.0')),
  categorical('"1" and "1.0" on both sides', rowsOf([80, 20]).map(spelled), rowsOf([30, 50]).map(spelled)),
  categorical('one unseen row of very many', rowsOf([9_000, 6_000]), [...rowsOf([900, 600]), 'new']),
];

function spelled(category: string): string {
  return category === 'c0' ? '1' : '1.0';
}
