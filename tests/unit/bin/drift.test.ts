import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { after, before, compared, csv, file, folder } from './drift-fixture.js';
import { runCommand } from './run-command.js';

const KEYS = [
  ...['type', 'verdict', 'reason', 'psi', 'ks', 'wasserstein', 'wassersteinNormalized', 'jensenShannon', 'hellinger'],
  ...['chi2', 'cramersV', 'lInfinity', 'missing', 'unseen', 'vanished', 'pAdjusted', 'tests'],
];

describe('mlops drift', () => {
  it('answers every key of every column, null where it does not apply', async () => {
    const { rows, columns, dataset } = await compared(before, after);
    expect(rows).toEqual({ reference: 200, current: 300 });
    expect(dataset).toEqual({ drifted: true, driftedShare: 1 });
    expect(Object.keys(columns)).toEqual(['age', 'job']);
    for (const column of Object.values(columns)) expect(Object.keys(column)).toEqual(KEYS);
    expect(columns.age).toMatchObject({ type: 'numeric', verdict: 'drift', chi2: null, cramersV: null, unseen: null });
    expect(columns.age).toMatchObject({ lInfinity: null, vanished: null });
    // Every value is above its like, so that the distance is that of the means: 39.5, and 35 and (280 * 19.5 + 20 * 9.5) / 300.
    expect(columns.age?.wasserstein).toBeCloseTo(43 / 3, 12);
    expect(columns.job).toMatchObject({ type: 'categorical', verdict: 'drift', ks: null, wasserstein: null });
    expect(columns.job).toMatchObject({ unseen: ['nurse'], vanished: ['smith'], chi2: { dof: 3 } });
    expect(columns.job?.tests.map(({ name }) => name)).toEqual(['psi', 'jensenShannon']);
  });

  it('gives the statistics of samples too small to be decided', async () => {
    const few = csv('few.csv', 'age,job', (i) => `${i},cook`, 5);
    const { columns } = await compared(before, few);
    expect(columns.age).toMatchObject({ verdict: 'insufficient-data', ks: { statistic: 1 } });
    expect(columns.age?.tests).toHaveLength(3);
    const none = await compared(before, csv('none.csv', 'age,job', String, 0));
    expect(none.rows.current).toBe(0);
    expect(none.columns.age).toMatchObject({ verdict: 'insufficient-data', psi: null, ks: null, tests: [] });
  });

  it('writes numbers that are not finite as texts', async () => {
    const constant = csv('constant.csv', 'age,job', () => '20,cook');
    const { columns } = await compared(constant, after);
    expect(columns.age).toMatchObject({ verdict: 'not-comparable', wassersteinNormalized: 'Infinity' });
    expect((await compared(constant, constant)).columns.age?.wassersteinNormalized).toBe('NaN');
  });

  it('takes for numeric what is numbers in the reference, by the syntax of CSV writers', async () => {
    const rows = ['1,1e3,0x10, 7,nan,inf,1_0,+.5,', '-2.5,1E-3,2,8 ,1,-Infinity,2,5.,', '3,,3,9,None,+inf,3,-0,'];
    const odd = csv('odd.csv', 'plain,power,hex,space,nan,inf,grouped,short,empty', (i) => rows[i % 3] ?? '', 300);
    const { columns } = await compared(odd, odd);
    const types = Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type]));
    expect(types).toEqual({
      ...{ plain: 'numeric', power: 'numeric', hex: 'categorical', space: 'numeric', nan: 'numeric', inf: 'numeric' },
      ...{ grouped: 'categorical', short: 'numeric', empty: 'numeric' },
    });
    expect(columns.power?.missing).toEqual({ reference: 100, current: 100 });
    expect(columns.nan?.missing).toEqual({ reference: 200, current: 200 });
    expect(columns.inf).toMatchObject({ missing: { reference: 0, current: 0 }, ks: null });
    expect(columns.empty?.missing).toEqual({ reference: 300, current: 300 });
  });

  it('reads numbers before a text as they were written', async () => {
    const late = csv('late.csv', 'code', (i) => (i === 4999 ? 'x' : i % 2 === 0 ? '01' : '1.0'), 5000);
    const { columns } = await compared(
      late,
      csv('codes.csv', 'code', () => '1'),
    );
    expect(columns.code).toMatchObject({ type: 'categorical', unseen: ['1'], vanished: ['01', '1.0', 'x'] });
  });

  it('keeps words for no value in a column that holds nothing else', async () => {
    const words = csv('words.csv', 'kind', () => 'none');
    const { columns } = await compared(
      words,
      csv('kinds.csv', 'kind', (i) => (i % 2 === 0 ? 'none' : '""')),
    );
    expect(columns.kind).toMatchObject({ type: 'categorical', missing: { reference: 0, current: 100 }, unseen: [] });
  });

  it('takes the type of a column without a value from the other file', async () => {
    const empty = csv('empty.csv', 'a,b', (i) => `${i},`);
    const filled = csv('filled.csv', 'a,b', (i) => `${i},${i % 2 === 0 ? 'x' : 'y'}`);
    const { columns } = await compared(empty, filled);
    expect(columns.b).toMatchObject({ type: 'categorical', verdict: 'drift', missing: { reference: 200, current: 0 } });
  });

  it('counts texts in a numeric column, and says that the type changed where most are texts', async () => {
    const some = csv('some.csv', 'age,job', (i) => `${i % 10 === 0 ? 'old' : 20 + (i % 40)},cook`);
    expect((await compared(before, some)).columns.age).toMatchObject({ verdict: 'drift', missing: { current: 0 } });
    const most = csv('most.csv', 'age,job', () => 'old,cook');
    const { columns } = await compared(before, most);
    expect(columns.age).toMatchObject({ verdict: 'not-comparable', reason: expect.stringContaining('type changed') });
  });

  it('looks at the named columns alone, as what they are named', async () => {
    const { columns } = await compared(before, after, '--categorical', 'age');
    expect(Object.keys(columns)).toEqual(['age']);
    expect(columns.age).toMatchObject({ type: 'categorical', unseen: expect.arrayContaining(['60', '74']) });
    const both = await compared(before, after, '--numeric', 'age', '--categorical', 'job');
    expect(Object.keys(both.columns)).toEqual(['age', 'job']);
  });

  it('reads files without a header, with spaces and signs for what is missing', async () => {
    const bare = file(
      'bare.csv',
      Array.from({ length: 200 }, (_, i) => `${i % 2 === 0 ? i : '?'}, -, "a, b"\r\n`).join(''),
    );
    const args = ['--columns', 'n,m,t', '--trim', '--na', '?', '--na', '-'];
    const { columns } = await compared(bare, bare, ...args);
    expect(columns.n).toMatchObject({ type: 'numeric', missing: { reference: 100, current: 100 } });
    expect(columns.m?.missing).toEqual({ reference: 200, current: 200 });
    expect(columns.t).toMatchObject({ type: 'categorical', verdict: 'not-comparable', unseen: [] });
  });

  it('knows gzip and JSON lines by their content', async () => {
    const packed = file('packed.csv', gzipSync(readFileSync(after)));
    const whole = await compared(before, after);
    expect(await compared(before, packed)).toEqual(whole);
    const lines = readFileSync(after, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const json = file('after.txt', lines.map(([age, job]) => JSON.stringify({ job, age: Number(age) })).join('\n'));
    expect(await compared(before, json)).toEqual(whole);
  });

  it('says of JSON lines what is null, not there, or of another type', async () => {
    const reference = file(
      'a.json',
      Array.from({ length: 300 }, (_, i) => `${JSON.stringify({ a: i, b: i % 2 === 0, c: 'x' })}\n`).join(''),
    );
    const current = file(
      'b.json',
      Array.from({ length: 300 }, (_, i) => `${JSON.stringify({ a: i % 3 === 0 ? null : `${i}`, b: i % 2 })}\n`).join(
        '',
      ),
    );
    const { columns } = await compared(reference, current);
    expect(columns.a).toMatchObject({ verdict: 'not-comparable', missing: { reference: 0, current: 100 } });
    expect(columns.b).toMatchObject({ type: 'categorical', unseen: ['0', '1'], vanished: ['false', 'true'] });
    expect(columns.c).toMatchObject({ verdict: 'not-comparable', reason: expect.stringContaining('gone') });
  });

  it('says what only the current rows have, and that a column is gone', async () => {
    const other = csv('other.csv', ',age,town', (i) => `${i},${20 + (i % 40)},x`);
    const ran = await runCommand(['drift', '--reference', before, '--current', other]);
    expect(ran).toMatchObject({ code: 0, err: expect.stringContaining(`Only ${other} has town: left out.`) });
    expect(ran.err).toContain('a column without a name left out');
    expect(ran.out).toMatch(/^job .*not-comparable .*the column is gone/m);
    expect(ran.out).toMatch(/^age .*ok/m);
    expect(ran.out).toContain('drift in 1 of 2 columns: job');
  });

  it('says in its table which Wasserstein distance an effect is', async () => {
    const moved = csv('moved.csv', 'age,job', (i) => `${i % 40 === 39 ? 1_000 : 20 + (i % 40)},cook`);
    const args = ['drift', '--reference', before, '--current', moved, '--numeric', 'age'];
    const { columns } = await compared(before, moved, '--numeric', 'age');
    expect(columns.age?.wasserstein).toBeCloseTo(941 / 40, 12);
    // Over the standard deviation of 20 to 59, which is 11.54.
    expect((await runCommand(args)).out).toMatch(/^age .* normalised Wasserstein 2\.04/m);
  });

  it('ends with 0 whatever drifted, and with 2 where it is asked to fail', async () => {
    const args = ['drift', '--reference', before, '--current', after];
    expect((await runCommand(args)).code).toBe(0);
    expect((await runCommand([...args, '--fail-on-drift'])).code).toBe(2);
    expect((await runCommand(['drift', '--reference', before, '--current', before, '--fail-on-drift'])).code).toBe(0);
  });

  it('writes a page, and decides by a preset', async () => {
    const page = join(folder, 'drift.html');
    const { columns } = await compared(before, after, '--preset', 'nannyml', '--chunks', '5', '--html', page);
    expect(columns.age?.tests).toHaveLength(5);
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, 'utf8')).toContain('nannyml');
  });
});
