import { describe, expect, it } from 'vitest';
import { findLeakage, leakWords } from '../../../../lambdas/domain/data-quality/find-leakage.js';
import { timeOrder } from '../../../../lambdas/domain/data-quality/time-order.js';
import type { Table } from '../../../../lambdas/domain/datasets/table.js';
import { seededRandom } from '../../../../lambdas/domain/statistics/seeded-random.js';

const ROWS = 400;
const random = seededRandom(11);
const rows = Array.from({ length: ROWS }, (_, i) => ({
  i,
  a: Math.floor(random() * 50),
  b: Math.floor(random() * 300),
  c: random(),
  positive: random() < 0.4,
}));
type Made = (typeof rows)[number];
const tableOf = (columns: Readonly<Record<string, (row: Made) => string | number>>): Table => ({
  columns: Object.keys(columns),
  rows: rows.map((row) => Object.values(columns).map((value) => String(value(row)))),
});
const honest = { a: ({ a }: Made) => a, c: ({ c }: Made) => c };
const label = { y: ({ positive }: Made) => (positive ? 'yes' : 'no') };
const classified = (columns: Parameters<typeof tableOf>[0]) =>
  findLeakage(tableOf({ ...honest, ...columns, ...label }), { task: 'classification', target: 'y', seed: 1 });
const formulas = ({ leaks }: ReturnType<typeof findLeakage>) => leaks.map(({ formula }) => formula);

describe('a feature that gives a label away', () => {
  it.each<[string, (row: Made) => string | number, string]>([
    ['a number above a bound', ({ positive, c }) => (positive ? 1 + c : c - 1), 'AUC'],
    ['a number below one', ({ positive, c }) => (positive ? -1 - c : c), 'AUC'],
    ['a code out of order', ({ positive, a }) => (positive ? 2 : 1 + 2 * (a % 2)), 'purity'],
    ['a text for each label', ({ positive }) => (positive ? 'closed' : 'open'), 'purity'],
    ['a value that only one label has', ({ positive, c }) => (positive ? c : ''), 'purity of missing values'],
  ])('is found: %s', (_what, leak, measure) => {
    const { leaks } = classified({ leak });
    expect(leaks).toMatchObject([{ columns: ['leak'], formula: 'leak', measure, value: 1 }]);
  });

  it.each([1_000, 5_000])('is found where labels lie in bands of a number, among %s rows', (count) => {
    const draw = seededRandom(count);
    const table = (yes: (x: number) => boolean): Table => ({
      columns: ['x', 'z', 'y'],
      rows: Array.from({ length: count }, () => draw()).map((x) => [String(x), String(draw()), yes(x) ? '1' : '0']),
    });
    const find = (yes: (x: number) => boolean) =>
      findLeakage(table(yes), { task: 'classification', target: 'y', seed: 1 }).leaks;
    expect(find((x) => x > 0.5 && x < 0.6)).toMatchObject([{ formula: 'x', measure: 'purity', value: 1 }]);
    expect(find((x) => (x > 0.1 && x < 0.3) || (x > 0.5 && x < 0.7))).toMatchObject([{ formula: 'x', value: 1 }]);
    expect(find((x) => x > 0.5 && x < 0.6 && draw() < 0.97)).toEqual([]);
    expect(find(() => draw() < 0.03)).toEqual([]);
  });

  it('is none when it only names rows; that is told apart', () => {
    const found = classified({ id: ({ i }) => `customer-${i}`, pair: ({ i }) => `household-${i >> 1}` });
    expect(found).toMatchObject({ leaks: [], idLike: ['id'], rows: ROWS, columns: 4 });
  });

  it('may be nearly right: the threshold decides', () => {
    const leak = ({ i, c, positive }: Made) => c + (positive === i % 40 > 0 ? 10 : 0);
    const table = tableOf({ ...honest, leak, ...label });
    const ask = (threshold: number) =>
      formulas(findLeakage(table, { task: 'classification', target: 'y', seed: 1, threshold }));
    expect(ask(0.999)).toEqual([]);
    expect(ask(0.9)).toEqual(['leak']);
  });

  it('may be a sum or a difference of two', () => {
    const total = ({ positive, c }: Made) => (positive ? 20 : 10) + c;
    const sum = classified({ left: ({ b }) => b, right: (row) => total(row) - row.b });
    expect(sum.leaks).toMatchObject([
      { columns: ['left', 'right'], formula: 'left + right', measure: 'AUC', value: 1 },
    ]);
    expect(formulas(classified({ left: ({ b }) => b, right: (row) => row.b - total(row) }))).toEqual(['left - right']);
  });

  it('is found among three labels', () => {
    const [y, leak] = [({ a }: Made) => ['x', 'y', 'z'][a % 3] ?? '', ({ a, c }: Made) => (a % 3) + c / 2];
    const table = tableOf({ c: honest.c, leak, word: ({ a }) => `of-${a % 3}`, y });
    const found = findLeakage(table, { task: 'classification', target: 'y', seed: 1, threshold: 0.98 });
    expect(formulas(found)).toEqual(['leak', 'word']);
  });

  it('is not looked for in few rows, or with few of a label', () => {
    const few = {
      ...tableOf({ leak: label.y, ...label }),
      rows: tableOf({ leak: label.y, ...label }).rows.slice(0, 99),
    };
    const question = { task: 'classification', target: 'y', seed: 1 } as const;
    expect(findLeakage(few, question)).toMatchObject({
      leaks: [],
      notChecked: expect.stringContaining('99 labelled rows'),
    });
    const rare = tableOf({ leak: ({ i }) => (i < 19 ? 1 : 0), y: ({ i }) => (i < 19 ? 'yes' : 'no') });
    expect(findLeakage(rare, question).notChecked).toMatch(/less than 20 of 400 rows/);
  });
});

describe('a feature that gives a number away', () => {
  const measured = (columns: Parameters<typeof tableOf>[0], y: (row: Made) => number) =>
    findLeakage(tableOf({ ...honest, ...columns, y }), { task: 'regression', target: 'y', seed: 1 });

  it.each<[string, (row: Made) => string | number]>([
    ['in another unit', ({ b }) => 100 * b + 32],
    ['by a rising curve', ({ b }) => Math.log1p(b)],
    ['falling', ({ b }) => 5 - b],
  ])('is found: %s', (_what, leak) => {
    expect(measured({ leak }, ({ b }) => b)).toMatchObject({ leaks: [{ formula: 'leak', measure: 'R²' }] });
  });

  it('is found by a curve that turns', () => {
    const y = ({ i }: Made) => (i - 200) ** 2;
    expect(formulas(measured({ leak: ({ i }) => i }, y))).toEqual(['leak']);
  });

  it('may be a sum, in proportion, with a minus, beside others', () => {
    const parts = { casual: ({ a }: Made) => a, registered: ({ b }: Made) => b, fee: ({ c }: Made) => 40 * c };
    const sum = ({ a, b }: Made) => a + b;
    const found = measured({ ...parts, a: ({ i }) => i % 7 }, sum);
    expect(found.leaks).toMatchObject([{ formula: 'casual + registered', value: expect.closeTo(1, 9) }]);
    expect(leakWords(found, 'y')[0]).toMatch(/casual \+ registered alone gives the target "y" away \(R² 1\)/);
    const mean = measured(
      { ...parts, a: ({ i }) => i % 7, c: ({ i }) => i % 3 },
      ({ a, b, c }) => (a + b - 40 * c) / 3,
    );
    expect(formulas(mean)).toEqual(['casual + registered - fee']);
  });

  it('is no weighted sum, which a model may well learn', () => {
    const y = ({ a, b }: Made) => 2 * a + 3 * b;
    expect(measured({ b: ({ b }) => b }, y).leaks).toEqual([]);
  });

  it('is found though another column is the same', () => {
    const parts = {
      casual: ({ b }: Made) => b,
      again: ({ b }: Made) => b,
      registered: ({ i }: Made) => (i * 37) % 101,
    };
    expect(formulas(measured(parts, (row) => row.b + ((row.i * 37) % 101)))).toEqual(['casual + registered']);
  });

  it('looks at a sample, the same for the same seed', () => {
    const many: Table = {
      columns: ['x', 'y'],
      rows: Array.from({ length: 12_000 }, (_, i) => [String(i), String((i * 7919) % 12_007)]),
    };
    const ask = () => findLeakage(many, { task: 'regression', target: 'y', seed: 3 });
    expect(ask()).toEqual(ask());
    expect(ask()).toMatchObject({ leaks: [], rows: 10_000, columns: 1, idLike: ['x'] });
  });
});

describe('what is looked at', () => {
  it('says how much it was, and how many columns it left out', () => {
    const wide: Table = {
      columns: [...Array.from({ length: 230 }, (_, i) => `x${i}`), 'y'],
      rows: rows.map(({ i, c }) => [...Array.from({ length: 230 }, (_, k) => String((i * (k + 3)) % 97)), String(c)]),
    };
    expect(findLeakage(wide, { task: 'regression', target: 'y', seed: 1 })).toMatchObject({
      leaks: [],
      rows: ROWS,
      columns: 200,
      omitted: 30,
      sums: { rows: ROWS, columns: 60 },
    });
  });

  it('holds rows of both labels though they come one after the other', () => {
    const sorted: Table = {
      columns: ['left', 'right', 'y'],
      rows: Array.from({ length: 8_000 }, (_, i) => {
        const left = (i * 37) % 1009;
        return [String(left), String((i < 4_000 ? 10 : 20) - left), i < 4_000 ? 'no' : 'yes'];
      }),
    };
    const { leaks, sums } = findLeakage(sorted, { task: 'classification', target: 'y', seed: 1 });
    expect(leaks).toMatchObject([{ formula: 'left + right' }]);
    expect(sums).toEqual({ rows: 2_000, columns: 2 });
  });
});

describe('the order of time', () => {
  const times = (...texts: string[]): Table => ({ columns: ['day'], rows: texts.map((text) => [text]) });

  it('is kept when every evaluation row is later', () => {
    expect(timeOrder(times('2011-01-01', '2011-01-03', ''), times('2011-01-04'), 'day').early).toBe(0);
    expect(timeOrder(times('9', '10'), times('11'), 'day').early).toBe(0);
  });

  it('is broken by each that is not', () => {
    const found = timeOrder(times('2011-01-01', '2011-01-03'), times('2011-01-02', '2011-01-03', '2011-01-04'), 'day');
    expect(found).toEqual({ early: 2, newestTraining: '2011-01-03' });
  });

  it.each([
    ['no column is named', undefined, times('1'), /names no time column/],
    ['a table lacks it', 'hour', times('1'), /training rows have no column "hour"/],
    ['a value is no time', 'day', times('soon'), /tell no time/],
  ])('is not checked when %s', (_when, time, evaluation, why) => {
    expect(timeOrder(times('1'), evaluation, time).notChecked).toMatch(why);
  });
});
