import { describe, expect, it } from 'vitest';
import { suggestConstraints } from '../../../../lambdas/domain/data-quality/constraints.js';
import { baseline, type Gates, judged, rowsOf, statistics, training } from '../../../fixtures/judged-data.js';

describe('the data of a submission', () => {
  it('passes, with what was and what was not looked at', async () => {
    const { gate, details } = await judged({ rows: training() });
    expect(gate).toMatchObject({
      verdict: 'passed',
      reason: expect.stringContaining('none is among 200 training rows, none of 2 columns gives the target away'),
      numbers: { baselineRows: 200, trainingRows: 200, sharedRows: 0, leaks: 0, leakageRows: 200, leakageColumns: 2 },
    });
    expect(details).toMatchObject({ problems: [], notChecked: [] });
    expect((await judged()).gate).toMatchObject({
      verdict: 'passed',
      reason: expect.stringMatching(
        /; training rows were not given, so overlap with the evaluation set was not checked$/,
      ),
      numbers: { trainingRows: 0 },
    });
  });

  it.each<[string, (own: ReturnType<typeof statistics>) => unknown, RegExp]>([
    ['are not JSON', () => undefined, /statistics.json is not JSON/],
    ['are of fewer rows', (own) => ({ ...own, dataset: { item_count: 199 } }), /of 199 rows, the baseline has 200/],
    ['lack a column', (own) => ({ ...own, features: own.features.slice(1) }), /lacks the column "x"/],
    [
      'have another column',
      (own) => ({ ...own, features: [...own.features, { name: 'q', inferred_type: 'Unknown' }] }),
      /has the column "q"/,
    ],
    ...(['mean', 'min', 'max', 'std_dev'] as const).map(
      (key): [string, (own: ReturnType<typeof statistics>) => unknown, RegExp] => [
        `have another ${key}`,
        (own) => ({
          ...own,
          features: own.features.map((feature, i) =>
            i > 0 ? feature : { ...feature, numerical_statistics: { ...feature.numerical_statistics, [key]: 50.5 } },
          ),
        }),
        new RegExp(`says ${key} of "x" is 50.5, the baseline's is`),
      ],
    ),
  ])('fails when its statistics %s', async (_what, change, reason) => {
    const text = JSON.stringify(change(statistics(baseline))) ?? '{';
    const { result, gate } = await judged({ files: { 'baseline/statistics.json': text } });
    expect(gate).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(reason) });
    expect(result).toMatchObject({ outcome: 'Rejected', reasons: expect.arrayContaining([`data: ${gate?.reason}`]) });
  });

  it('may come with statistics of all rows that it is a sample of, not of others', async () => {
    const all = `x,z,prediction,cnt\n${rowsOf(400, (i) => `${i % 200},${i % 3},${(i * 37) % 101},${(i * 37) % 101}\n`)}`;
    const files = (csv: string) => ({ files: { 'baseline/statistics.json': JSON.stringify(statistics(csv)) } });
    expect((await judged(files(all))).gate?.verdict).toBe('passed');
    const others = `x,z,prediction,cnt\n${rowsOf(400, (i) => `${i + 50},${i % 3},1,1\n`)}`;
    expect((await judged(files(others))).gate?.reason).toMatch(/says (min|mean) of "x"/);
  });

  it('may come with constraints that the baseline itself holds to', async () => {
    const own = suggestConstraints(statistics(baseline));
    const files = (constraints: unknown) => ({ files: { 'baseline/constraints.json': JSON.stringify(constraints) } });
    expect((await judged(files(own))).gate?.verdict).toBe('passed');
    const features = [...own.features, { name: 'q', inferred_type: 'Integral', completeness: 1 }];
    expect((await judged(files({ ...own, features }))).gate?.reason).toMatch(
      /"q", of the baseline itself: There are missing/,
    );
    expect((await judged(files({}))).gate?.reason).toMatch(/constraints.json is not valid/);
  });

  it('fails when a feature of the training rows gives the target away, and only when it does so well enough', async () => {
    const rows = training((i) => `${((i * 37) % 101) * 2},${i % 3},${(i * 37) % 101}\n`);
    const { gate, details } = await judged({ rows });
    expect(gate?.reason).toMatch(/x alone gives the target "cnt" away \(R² 1\): have the policy exclude it/);
    expect(details.leaks).toMatchObject([{ columns: ['x'], formula: 'x', measure: 'R²' }]);
    const noisy = training((i) => `${((i * 37) % 101) + 3 * (i % 5)},${i % 3},${(i * 37) % 101}\n`);
    expect((await judged({ rows: noisy })).gate?.verdict).toBe('passed');
    expect((await judged({ rows: noisy, gates: { data: { leakage: 0.9 } } })).gate?.verdict).toBe('failed');
    expect((await judged({ rows, gates: { advisory: ['data'] } })).gate).toMatchObject({
      verdict: 'failed',
      advisory: true,
    });
  });

  it('looks for leakage in the baseline where there are no training rows', async () => {
    const files = {
      'baseline/baseline.csv': `x,z,prediction,cnt\n${rowsOf(200, (i) => `${i},${i % 3},5,${7 * i}\n`)}`,
    };
    expect((await judged({ files })).gate?.reason).toMatch(/x alone gives the target/);
  });

  it('tells what the evaluation rows do not hold to, and fails for a type alone', async () => {
    const far = `x,z,cnt\n${rowsOf(40, (i) => `${500 + i},${i % 3},${i}\n`)}`;
    const { gate, details } = await judged({ evaluation: far });
    expect(gate).toMatchObject({
      verdict: 'passed',
      reason: expect.stringMatching(/\d violations? of its constraints, none breaking/),
    });
    expect(details.violations).toContainEqual(
      expect.objectContaining({ feature_name: 'x', constraint_check_type: 'baseline_drift_check' }),
    );
    const broken = `x,z,cnt\n${rowsOf(40, (i) => `${i === 3 ? 'many' : i},${i % 3},${i}\n`)}`;
    expect((await judged({ evaluation: broken })).gate?.reason).toMatch(
      /^evaluation column "x": Data type match requirement/,
    );
  });

  it('is in the order of time where the policy asks for it', async () => {
    const dated = (day: string) => ({
      rows: `x,z,cnt,dteday\n${rowsOf(150, (i) => `${1000 + i},${i % 3},${(i * 37) % 101},2011-01-02\n`)}`,
      evaluation: `x,z,cnt,dteday\n${rowsOf(40, (i) => `${i},${i % 3},${2 * i + 3 * (i % 3) + 1},${day}\n`)}`,
    });
    const gates: Gates = { data: { timeOrder: true } };
    expect((await judged({ ...dated('2011-01-03'), gates })).gate?.verdict).toBe('passed');
    expect((await judged({ ...dated('2011-01-02'), gates })).gate?.reason).toMatch(
      /^40 evaluation rows are not later than the newest training row, of 2011-01-02/,
    );
    expect((await judged(dated('2011-01-02'))).gate?.verdict).toBe('passed');
    expect((await judged({ rows: training(), gates })).gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/the order of time, .* the training rows have no column "dteday"/),
    });
    expect((await judged({ gates })).gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/the order of time, .* rows are missing to compare/),
    });
    expect((await judged({ ...dated(''), gates })).gate).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/column "dteday" is empty in the rows of one side/),
    });
  });
});
