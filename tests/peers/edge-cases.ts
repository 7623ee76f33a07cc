import { Random } from './random.js';
import type { SamplePair } from './sample-pairs.js';

/** A numeric column as it comes: null is a missing value. */
export interface CellPair {
  readonly title: string;
  readonly reference: readonly (number | null)[];
  readonly current: readonly (number | null)[];
}

/** A categorical column, by exact text. */
export interface TextPair {
  readonly title: string;
  readonly reference: readonly string[];
  readonly current: readonly string[];
}

const random = new Random(20260101);
const ODD = [0, -0, 1, 1, 2, 0.1, 0.2, 0.30000000000000004, -1.5, 1e-12, 1e12, -1e12, 12_345_678.9];

/** Samples of one to nine values, of which many are the same. */
export const TINY_PAIRS: readonly SamplePair[] = random
  .list(180, (r, at) => {
    const pool = random.list(1 + r.integer(5), (each) => ODD[each.integer(ODD.length)] as number);
    const draw = (size: number): number[] => random.list(size, (each) => pool[each.integer(pool.length)] as number);
    const most = at < 90 ? 3 : 9;
    const [reference, current] = [draw(1 + r.integer(most)), draw(1 + r.integer(most))];
    return { title: `${at}: ${reference.length} and ${current.length} of ${pool.length} values`, reference, current };
  })
  .filter(({ reference }) => reference.every((value) => value === reference[0]) === false || isExactMean(reference));

/** NumPy's deviation of one repeated value is the rounding of its mean; ours is 0. Where the mean is exact both are. */
function isExactMean(values: readonly number[]): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean === values[0];
}

const HOLES = [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
const pocked = (rows: number, every: number): (number | null)[] =>
  random.list(rows, (r) => (r.integer(every) === 0 ? (HOLES[r.integer(HOLES.length)] as number | null) : r.normal()));

export const CELL_PAIRS: readonly CellPair[] = [
  {
    title: 'one value among what is none',
    reference: [null, Number.NaN, 3, Number.POSITIVE_INFINITY],
    current: [3, null],
  },
  {
    title: 'infinities of both signs',
    reference: [Number.NEGATIVE_INFINITY, 1, 2, 4],
    current: [Number.POSITIVE_INFINITY, 2],
  },
  { title: 'holes in a third of the rows', reference: pocked(300, 3), current: pocked(250, 3) },
  {
    title: 'a hole in every tenth row, more than a thousand rows',
    reference: pocked(3_000, 10),
    current: pocked(2_500, 10),
  },
  { title: 'holes on one side only', reference: pocked(500, 1_000_000), current: pocked(500, 2) },
];

const texts = (rows: number, names: readonly string[]): string[] =>
  random.list(rows, (r) => names[Math.min(r.integer(names.length), r.integer(names.length))] as string);

export const TEXT_PAIRS: readonly TextPair[] = [
  { title: 'a row each', reference: ['a'], current: ['b'] },
  {
    title: 'the same text in two number formats',
    reference: texts(200, ['1', '2']),
    current: texts(150, ['1.0', '2.0']),
  },
  {
    title: 'number formats mixed on both sides',
    reference: texts(300, ['1', '1.0', '01']),
    current: texts(280, ['1', '1.0', '1e0']),
  },
  {
    title: 'texts that differ in case, space and accents',
    reference: texts(400, ['é', 'e\u0301', 'E', ' e']),
    current: texts(300, ['é', 'e', 'E ', '']),
  },
  {
    title: 'a text of each row its own',
    reference: random.list(500, (_, at) => `r${at}`),
    current: random.list(400, (_, at) => `c${at}`),
  },
  { title: 'one category', reference: texts(100, ['x']), current: texts(90, ['x']) },
];
