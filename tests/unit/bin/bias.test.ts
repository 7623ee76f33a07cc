import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { runCommand } from './run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'mlops-bias-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** 2 of 4 men and 1 of 4 women paid; 3 and 1 were said to. */
const LOANS = [
  ...['m,30,a,yes,yes', 'm,41,a,yes,yes', 'm,52,b,no,yes', 'm,23,b,no,no'],
  ...['f,35,a,yes,yes', 'f,46,b,no,no', 'f,57,b,no,no', 'f,28,a,no,no'],
];
const loans = file('loans.csv', 'sex,age,job,paid,said', ...LOANS);
const ASKED = ['bias', '--data', loans, '--label', 'paid', '--positive', 'yes'];

const answer = z.strictObject({
  facet: z.string(),
  group: z.string().nullable(),
  rows: z.number(),
  pretraining: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
  posttraining: z.record(z.string(), z.union([z.number(), z.string()]).nullable()).nullable(),
  intervals: z.record(
    z.string(),
    z.strictObject({ lower: z.union([z.number(), z.string()]), upper: z.union([z.number(), z.string()]) }).nullable(),
  ),
});

async function asked(...args: readonly string[]) {
  const { code, out, err } = await runCommand([...args, '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  return answer.parse(JSON.parse(out));
}

describe('mlops bias', () => {
  it('prints the metrics of labels, predictions and groups as JSON, with intervals', async () => {
    const found = await asked(...ASKED, '--prediction', 'said', '--facet', 'sex=f', '--group', 'job');
    expect(found).toMatchObject({ facet: 'sex=f', group: 'job', rows: 8 });
    expect(Object.keys(found.pretraining)).toEqual(['CI', 'DPL', 'KL', 'JS', 'LP', 'TVD', 'KS', 'CDDL']);
    expect(found.pretraining).toMatchObject({ CI: 0, DPL: 0.25, TVD: 0.25 });
    // Of job a all positive labels but one; 1 of 1 negative and 1 of 3 positive rows are women. Of b all are negative.
    expect(found.pretraining.CDDL).toBeCloseTo((4 * (1 - 1 / 3) + 4 * (2 / 4)) / 8, 12);
    expect(found.posttraining).toMatchObject({ DPPL: 0.5, DI: 1 / 3, TE: 0, FT: null });
    expect(Object.keys(found.posttraining ?? {})).toHaveLength(13);
    expect(Object.keys(found.intervals)).toHaveLength(21);
    expect(found.intervals).toMatchObject({ CI: { lower: -0.75, upper: 0.75 }, FT: null });
  });

  it('leaves out what there is no prediction, group or feature for', async () => {
    const found = await asked(...ASKED, '--facet', 'age>40');
    expect(found).toMatchObject({ group: null, posttraining: null, pretraining: { CDDL: null, CI: 0 } });
    expect(Object.keys(found.intervals)).toHaveLength(8);
  });

  it('flips by the features that are named', async () => {
    // Of each woman the man nearest in age was said yes to; of them only the first was.
    const found = await asked(...ASKED, '--prediction', 'said', '--facet', 'sex=f', '--features', 'age');
    expect(found.posttraining?.FT).toBe(-3 / 4);
  });

  it('writes what is not finite as text', async () => {
    const never = file('never.csv', 'sex,paid,said', 'm,yes,no', 'm,no,no', 'f,yes,yes', 'f,no,no');
    const found = await asked('bias', '--data', never, ...ASKED.slice(3), '--prediction', 'said', '--facet', 'sex=f');
    expect(found.posttraining).toMatchObject({ DI: 'Infinity', DCA: 'Infinity', TE: '-Infinity' });
  });

  it('reads a file without a header, with spaces and signs for what is missing', async () => {
    const bare = file(
      'bare.csv',
      ...LOANS.map((line) => line.replaceAll(',', ', ')),
      '?, 30, ?, yes, no',
      'f, ?, -, ?, yes',
    );
    const args = ['--columns', 'sex,age,job,paid,said', '--trim', '--na', '?', '--na', '-', '--facet', 'sex=f'];
    const { code, out, err } = await runCommand(['bias', '--data', bare, ...ASKED.slice(3), ...args]);
    expect(code).toBe(0);
    expect(err).toContain('1 rows without a label or a prediction are left out');
    // The row whose sex is missing is on the advantaged side: 3 of 5 against 1 of 4.
    expect(out).toContain('sex=f: 4 of 9 rows are disadvantaged');
    expect(out).toMatch(/^DPL {2,}0\.35 .*share of positive labels/m);
  });

  it('reads JSON lines and gzip, a facet above a number that is a feature too', async () => {
    const row = (line: string) => {
      const [sex, age, job, paid, said] = line.split(',');
      return JSON.stringify({ sex, age: Number(age), job, paid: paid === 'yes', said: said === 'yes' });
    };
    const ask = (path: string, positive: string) =>
      asked(
        ...['bias', '--data', path, '--label', 'paid', '--positive', positive, '--facet', 'age>40', '--group', 'job'],
        ...['--prediction', 'said', '--features', 'age'],
      );
    const expected = await ask(loans, 'yes');
    expect(await ask(file('loans.jsonl', ...LOANS.map(row)), 'true')).toEqual(expected);
    const zipped = join(folder, 'loans.csv.gz');
    writeFileSync(zipped, gzipSync(readFileSync(loans)));
    expect(await ask(zipped, 'yes')).toEqual(expected);
  });

  it('takes a word for no value as none in a feature, as the drift of a column does', async () => {
    const path = file('words.csv', 'sex,paid,x', 'f,yes,1', 'm,no,NA');
    const args = ['--data', path, ...ASKED.slice(3), '--facet', 'sex=f', '--prediction', 'paid', '--features', 'x'];
    const { code, err } = await runCommand(['bias', ...args]);
    expect(code).toBe(1);
    expect(err).toContain('row 2 has no value in the column "x"');
  });

  it.each<[string, readonly string[], string]>([
    ['a label that no row has', ['--positive', 'true', '--facet', 'sex=f'], '"paid" has "no", "yes"'],
    ['a facet without a column', ['--facet', 'gender=f'], 'COLUMN is one of sex, age, job, paid, said'],
    ['a facet of no number', ['--facet', 'age>old'], 'expected a number after ">"'],
    ['a threshold on texts', ['--facet', 'job>1'], 'column "job" has the value "a": expected numbers'],
    [
      'a column that is not there',
      ['--facet', 'sex=f', '--group', 'town'],
      '--group names the column "town", which is not there',
    ],
    ['a facet that nobody is in', ['--facet', 'sex=F'], 'no row is in the facet sex=F: "sex" has "f", "m"'],
    ['a facet that everybody is in', ['--facet', 'age>-1'], 'every row is in the facet age>-1: "age" has'],
    [
      'predictions that are no labels',
      ['--facet', 'sex=f', '--prediction', 'age'],
      'expected the labels of "paid", "no", "yes"',
    ],
    ['features of texts', ['--facet', 'sex=f', '--prediction', 'said', '--features', 'job'], 'expected numbers'],
    ['features without predictions', ['--facet', 'sex=f', '--features', 'age'], 'expected --prediction with it'],
    [
      'an empty name of a feature',
      ['--facet', 'sex=f', '--features', 'age,,job'],
      'expected names with commas between',
    ],
    [
      'too few names of columns',
      ['--facet', 'sex=f', '--columns', 'sex,paid'],
      'got 5 values, expected 2; does --columns name',
    ],
  ])('refuses %s', async (_title, args, message) => {
    const { code, out, err } = await runCommand([...ASKED, ...args]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, readonly string[], string]>([
    ['no header', [], 'is empty: expected a CSV with a header'],
    ['no rows', ['sex,paid'], 'has no rows'],
    ['a row that is short', ['sex,paid', 'f,yes', 'm'], 'row 2: got 1 values, expected 2'],
    ['two columns of a name', ['sex,paid,sex', 'f,yes,m'], 'two columns have the name "sex"'],
    ['an open quote', ['sex,paid', '"f,yes'], 'row 1: a quote opens that nothing closes'],
    ['a quote in a value', ['sex,paid', 'f,yes', 'm,n"o'], 'broken.csv, row 2: a quote opens in the middle of a value'],
    ['captured inferences', ['{"captureData":{}}'], 'holds captured inferences'],
    ['a feature without a value', ['sex,paid,x', 'f,yes,1', 'm,no,'], 'row 2 has no value in the column "x"'],
  ])('refuses a file with %s', async (title, lines, message) => {
    const path = file('broken.csv', ...lines);
    const features = title.includes('feature') ? ['--prediction', 'paid', '--features', 'x'] : [];
    const { code, err } = await runCommand([
      'bias',
      '--data',
      path,
      ...ASKED.slice(3),
      '--facet',
      'sex=f',
      ...features,
    ]);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('refuses a file that is not there', async () => {
    const { code, err } = await runCommand([
      'bias',
      '--data',
      join(folder, 'none.csv'),
      ...ASKED.slice(3),
      '--facet',
      'a=b',
    ]);
    expect(code).toBe(1);
    expect(err).toMatch(/none\.csv can't be read \(ENOENT/);
  });
});
