import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ColumnInput, compareColumn } from '../../../../lambdas/domain/monitoring/compare-columns.js';
import { decideColumns, hasDrifted } from '../../../../lambdas/domain/monitoring/decide-columns.js';
import { datasetDrift, headline } from '../../../../lambdas/domain/monitoring/monitor-report.js';
import { categoricalSide, numericSide } from '../../../fixtures/cell-sides.js';
import { MONITOR_SETTINGS as rules } from '../../../fixtures/monitored-model.js';
import { REFERENCE_SETS } from '../../../fixtures/reference-sets.js';

type Cells = readonly (number | string | null | undefined)[];

const numeric = (reference: Cells, current: Cells): ColumnInput => ({
  name: 'x',
  type: 'numeric',
  reference: numericSide(reference),
  current: numericSide(current),
});
const categorical = (reference: Cells, current: Cells): ColumnInput => ({
  name: 'x',
  type: 'categorical',
  reference: categoricalSide(reference),
  current: categoricalSide(current),
});
const decide = (column: ColumnInput) => decideColumns([compareColumn(column)], rules)[0];

/** Quantiles of the uniform law, moved. */
const uniform = (rows: number, shift = 0): number[] => Array.from({ length: rows }, (_, i) => (i + 0.5) / rows + shift);
const filled = <T>(rows: number, value: T): T[] => Array<T>(rows).fill(value);

describe('the decision of a column', () => {
  it.each<[string, ColumnInput, string | null]>([
    ['a column that is gone', numeric(uniform(300), filled(300, undefined)), 'missing-column'],
    ['a column of another type', numeric(uniform(300), filled(300, 'x')), 'type-change'],
    ['a column that is emptier', numeric(uniform(300), [...uniform(200), ...filled(100, null)]), 'completeness'],
    ['a column of other values', numeric(uniform(300), uniform(300, 0.5)), 'distribution'],
    ['a column as it was', numeric(uniform(300), uniform(300)), null],
    ['too few values', numeric(uniform(300), uniform(10, 5)), null],
  ])(
    'says what is wrong with %s, and counts it as drifted in columns, data set and headline, or in none',
    (_, column, cause) => {
      const decisions = decideColumns([compareColumn(column)], rules);
      expect(decisions).toMatchObject([{ cause }]);
      const drifted = cause !== null;
      expect(decisions.map(hasDrifted)).toEqual([drifted]);
      expect(datasetDrift(decisions)).toEqual({ drifted, driftedShare: Number(drifted) });
      expect(headline(decisions, null, null) === 'drift').toBe(drifted);
    },
  );

  it('is drift when effect, p-value and rows say so, with the numbers in the reason', () => {
    const decision = decide(numeric(uniform(500), uniform(500, 0.2)));
    expect(decision).toMatchObject({ verdict: 'drift', broken: false });
    expect(decision?.reason).toMatch(/normalised Wasserstein distance 0\.693 ≥ 0\.1/);
  });

  it('is ok for a difference that is sure and small', () => {
    const decision = decide(
      numeric(
        uniform(20_000),
        uniform(20_000).map((value) => value ** 1.08),
      ),
    );
    expect(decision?.pAdjusted).toBeLessThan(0.001);
    expect(decision).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('no measure reaches its threshold'),
    });
  });

  it('is ok for a difference that is large and may be chance', () => {
    const decision = decide(numeric(uniform(100), uniform(100, 0.05)));
    expect(decision).toMatchObject({ verdict: 'ok', reason: expect.stringContaining('may be chance') });
  });

  it.each([
    ['baseline', numeric(uniform(99), uniform(500, 3))],
    ['window', numeric(uniform(500), uniform(99, 3))],
  ])('is insufficient-data below the least rows in the %s, with its statistics', (_, column) => {
    const decision = decide(column);
    expect(decision).toMatchObject({ verdict: 'insufficient-data', broken: false });
    expect(decision?.statistics.ks?.statistic).toBe(1);
  });

  it('is not-comparable and broken for a column that no record has', () => {
    const decision = decide(numeric(uniform(200), filled(200, undefined)));
    expect(decision).toMatchObject({
      verdict: 'not-comparable',
      broken: true,
      reason: expect.stringContaining('gone'),
    });
  });

  it('is not-comparable and broken when most values are of another type', () => {
    const decision = decide(numeric(uniform(200), [...filled(150, 'abc'), ...uniform(50)]));
    expect(decision).toMatchObject({
      verdict: 'not-comparable',
      broken: true,
      reason: expect.stringContaining('75 %'),
    });
  });

  it('is not-comparable and unbroken for a constant baseline', () => {
    expect(decide(numeric(filled(200, 1), uniform(200)))).toMatchObject({ verdict: 'not-comparable', broken: false });
    expect(decide(categorical(filled(200, 'a'), filled(200, 'b')))).toMatchObject({
      verdict: 'not-comparable',
      broken: false,
    });
  });

  it('tells which share of the window is not the only value of the baseline', () => {
    const told = (warnings: string[]) => ({
      verdict: 'not-comparable',
      broken: false,
      reason: ['the baseline has one value only', ...warnings].join('; '),
      warnings,
    });
    const [fifth, all] = ['20 %', '100 %'].map(
      (share) => `${share} of the window's values are not the baseline's only one`,
    );
    const mixed = [...filled(160, 5), ...filled(20, 4), ...filled(20, 6)];
    expect(decide(numeric(filled(200, 5), mixed))).toMatchObject(told([String(fifth)]));
    expect(decide(numeric(filled(200, 5), filled(200, 905)))).toMatchObject(told([String(all)]));
    expect(decide(numeric(filled(200, 5), filled(200, 5)))).toMatchObject(told([]));
    const texts = [...filled(160, 'a'), ...filled(40, 'b')];
    expect(decide(categorical(filled(200, 'a'), texts))).toMatchObject(told([String(fifth)]));
    expect(decide(categorical(filled(200, 'a'), filled(200, 'a')))).toMatchObject(told([]));
  });

  it('is drift when values go missing, and broken; when they come back it is drift alone', () => {
    const [full, gaps] = [uniform(400), [...uniform(360), ...filled(40, null)]];
    expect(decide(numeric(full, gaps))).toMatchObject({
      verdict: 'drift',
      broken: true,
      reason: expect.stringContaining('missing'),
    });
    expect(decide(numeric(gaps, full))).toMatchObject({ verdict: 'drift', broken: false });
  });

  it.each([
    ['most', [...uniform(80), ...filled(320, Number.POSITIVE_INFINITY)], '80 %'],
    ['all', filled(400, Number.NEGATIVE_INFINITY), '100 %'],
  ])('is drift, and broken, when %s values become infinite, which the reason says', (_, values, share) => {
    const reason = `infinite values went from 0 % to ${share} (adjusted p below 1e-16)`;
    expect(decide(numeric(uniform(400), values))).toMatchObject({
      verdict: 'drift',
      cause: 'completeness',
      broken: true,
      reason,
    });
    expect(decide(numeric(values, uniform(400)))).toMatchObject({ verdict: 'drift', broken: false });
    expect(decide(numeric(values, values))?.verdict).not.toBe('drift');
  });

  it('compares categories as text, and names those that are new and those that are gone', () => {
    const decision = decide(
      categorical([...filled(150, '1'), ...filled(150, 'b')], [...filled(150, 1), ...filled(150, '1.0')]),
    );
    expect(decision).toMatchObject({ verdict: 'drift', statistics: { unseen: ['1.0'], vanished: ['b'] } });
  });

  it('warns of texts that differ in number format only, in the reason too', () => {
    const decision = decide(
      categorical([...filled(150, '1'), ...filled(150, 'b')], [...filled(150, '1.0'), ...filled(150, 'b')]),
    );
    expect(decision).toMatchObject({ verdict: 'drift', warnings: ['"1" and "1.0" differ only in number format'] });
    expect(decision?.reason).toMatch(/; "1" and "1\.0" differ only in number format$/);
  });

  it.each([
    ['007', '7', true],
    ['1e3', '1000', true],
    ['-0.50', '-.5', true],
    ['0', '-0.0', true],
    ['12345678901234567890', '12345678901234567891', false],
    ['1', '-1', false],
    ['10', '1', false],
    ['v1', 'v1.0', false],
    ['', ' ', false],
  ])('takes %j and %j for one number in two formats: %s', (one, other, same) => {
    const decision = decide(categorical([...filled(150, one), ...filled(150, other)], filled(300, one)));
    expect(decision?.warnings).toHaveLength(same ? 1 : 0);
  });

  it('is not-comparable and unbroken where the baseline lacks the column, whatever is there now', () => {
    for (const current of [uniform(200), filled(200, undefined)]) {
      expect(decide(numeric(filled(200, undefined), current))).toMatchObject({
        verdict: 'not-comparable',
        broken: false,
        reason: expect.stringContaining('the baseline has no such column'),
      });
    }
  });

  it('is not-comparable and unbroken where it is the baseline that has values of another type', () => {
    expect(decide(numeric([...filled(150, 'abc'), ...uniform(50)], uniform(200)))).toMatchObject({
      verdict: 'not-comparable',
      broken: false,
      reason: '75 % of the values of the baseline are no numbers',
    });
  });

  it('is drift where values come to a column whose baseline had only empty ones', () => {
    expect(decide(numeric(filled(200, null), uniform(200)))).toMatchObject({ verdict: 'drift', cause: 'completeness' });
  });

  it('counts only columns that can be decided among the tests', () => {
    const suspicious = numeric(uniform(150), uniform(150, 0.17));
    const hopeless = [
      numeric(filled(150, 1), filled(150, 1)),
      numeric(uniform(150), [...uniform(20), ...filled(130, null)]),
    ];
    expect(decideColumns([suspicious, ...filled(10, hopeless).flat()].map(compareColumn), rules)[0]?.verdict).toBe(
      'drift',
    );
  });

  it('adjusts for the number of columns', () => {
    const suspicious = numeric(uniform(150), uniform(150, 0.17));
    const quiet = numeric(uniform(150), uniform(150));
    expect(decideColumns([compareColumn(suspicious)], rules)[0]?.verdict).toBe('drift');
    expect(decideColumns([suspicious, ...filled(30, quiet)].map(compareColumn), rules)[0]?.verdict).toBe('ok');
  });
});

/** Which columns of the reference sets drift by our defaults. */
const DRIFTED: Readonly<Record<string, readonly string[]>> = {
  'drift_bike_2011_2012.json': ['casual', 'cnt', 'hum', 'registered'],
  'drift_adult_null.json': [],
  'drift_adult_covariate.json': ['age', 'education_num', 'fnlwgt', 'income', 'marital_status', 'relationship'],
  'drift_california.json': ['AveOccup', 'HouseAge', 'Latitude', 'Longitude', 'MedInc', 'y_pred', 'y_pred_proba'],
};

const folder = resolve(import.meta.dirname, '../../../../../shared');

for (const { answers, load } of REFERENCE_SETS.filter((set) => existsSync(resolve(folder, 'reference', set.answers)))) {
  it(`verdicts by default on ${answers} are drift for exactly the columns that are known to drift`, () => {
    const known = JSON.parse(readFileSync(resolve(folder, 'reference', answers), 'utf8'));
    const { reference, current } = load(resolve(folder, 'data'));
    const columns = Object.keys(known.columns).map((name): ColumnInput => {
      const cells = (side: typeof reference, isNumber: boolean) =>
        (side.get(name) ?? []).map((text) => (text === '' ? null : isNumber ? Number(text) : text));
      const isNumber = known.columns[name].type === 'numeric';
      return { ...(isNumber ? numeric : categorical)(cells(reference, isNumber), cells(current, isNumber)), name };
    });
    const drifted = decideColumns(columns.map(compareColumn), rules).filter(({ verdict }) => verdict === 'drift');
    expect(drifted.map(({ name }) => name).sort()).toEqual(DRIFTED[answers]);
  });
}
