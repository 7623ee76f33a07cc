import { describe, expect, it } from 'vitest';
import { computeStatistics } from '../../../../lambdas/domain/data-quality/compute-statistics.js';
import { type DatasetConstraints, suggestConstraints } from '../../../../lambdas/domain/data-quality/constraints.js';
import { findViolations } from '../../../../lambdas/domain/data-quality/find-violations.js';
import type { Table } from '../../../../lambdas/domain/datasets/table.js';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const table = (columns: Readonly<Record<string, readonly string[]>>): Table => ({
  columns: Object.keys(columns),
  rows: range(Object.values(columns)[0]?.length ?? 0).map((row) =>
    Object.values(columns).map((texts) => texts[row] ?? ''),
  ),
});
const check = (before: Table, now: Table, change: Partial<DatasetConstraints> = {}) => {
  const baseline = computeStatistics(before);
  return findViolations({ table: now, baseline }, { ...suggestConstraints(baseline), ...change });
};
const whole = table({ n: range(100).map(String), t: range(100).map((i) => (i % 2 === 0 ? 'wet' : 'dry')) });

describe('a table held against constraints', () => {
  it('violates nothing when it is the baseline', () => {
    expect(check(whole, whole)).toEqual([]);
  });

  it('with text among numbers has another type, in the words of Model Monitor, and breaks', () => {
    const now = { ...whole, rows: whole.rows.map(([n, t], i) => [i < 50 ? 'x' : (n ?? ''), t ?? '']) };
    expect(check(whole, now)[0]).toEqual({
      feature_name: 'n',
      constraint_check_type: 'data_type_check',
      description:
        'Data type match requirement is not met. Expected data type: Integral, Expected match: 100.0%. Observed: Only 50.0% of data is Integral.',
      breaking: true,
    });
  });

  it('with fractions among whole numbers has another type, and does not break', () => {
    const now = { ...whole, rows: whole.rows.map(([n, t], i) => [i === 0 ? '0.5' : (n ?? ''), t ?? '']) };
    expect(check(whole, now)).toMatchObject([{ constraint_check_type: 'data_type_check', breaking: false }]);
    expect(check(now, whole)).toEqual([]);
  });

  it('that has gaps is less complete', () => {
    const now = { ...whole, rows: whole.rows.map(([n, t], i) => [i < 3 ? '' : (n ?? ''), t ?? '']) };
    expect(check(whole, now)).toMatchObject([
      { feature_name: 'n', constraint_check_type: 'completeness_check', breaking: false },
    ]);
    const baseline = computeStatistics(whole);
    const tolerated = findViolations({ table: now, completenessTolerance: 0.05 }, suggestConstraints(baseline));
    expect(tolerated).toEqual([]);
  });

  it('without a column misses it and breaks, and with another one has it', () => {
    const now = table({ n: range(100).map(String), u: range(100).map(String) });
    const counts = 'Number of columns in current dataset: 2, Number of columns in baseline constraints: 2';
    expect(check(whole, now)).toEqual([
      {
        feature_name: 't',
        constraint_check_type: 'missing_column_check',
        description: `There are missing columns in current dataset. ${counts}`,
        breaking: true,
      },
      {
        feature_name: 'u',
        constraint_check_type: 'extra_column_check',
        description: `There are extra columns in current dataset. ${counts}`,
        breaking: false,
      },
    ]);
  });

  it('with categories that the baseline lacks names them', () => {
    const now = { ...whole, rows: whole.rows.map(([n, t], i) => [n ?? '', i === 0 ? 'snow' : (t ?? '')]) };
    const [violation] = check(whole, now);
    expect(violation).toMatchObject({ feature_name: 't', constraint_check_type: 'categorical_values_check' });
    expect(violation?.description).toMatch(/Expected match: 100\.0%\. Observed: Only 99\.0% .* "snow"/);
  });

  it('of other numbers has drifted, by the distance that Deequ takes', () => {
    const now = table({ n: range(100).map((i) => String(i + 60)), t: whole.rows.map(([, t]) => t ?? '') });
    // Simple: 0.6 of the values are below all new ones. Robust: less 1.8 * sqrt(200 / 10000).
    expect(0.6 - 1.8 * Math.sqrt(0.02)).toBeCloseTo(0.34544155877284, 12);
    expect(check(whole, now)).toMatchObject([{ constraint_check_type: 'baseline_drift_check' }]);
    expect(check(whole, now)[0]?.description).toMatch(
      /^Baseline drift distance: 0\.34544155877284\d* exceeds threshold: 0\.1$/,
    );
    const simple = check(whole, now, {
      monitoring_config: { distribution_constraints: { comparison_method: 'Simple' } },
    });
    expect(simple[0]?.description).toMatch(/^Baseline drift distance: 0\.60*1? exceeds threshold: 0\.1$/);
  });

  it('of other shares of categories has drifted', () => {
    const now = { ...whole, rows: whole.rows.map(([n], i) => [n ?? '', i < 90 ? 'wet' : 'dry']) };
    expect(check(whole, now)).toMatchObject([{ feature_name: 't', constraint_check_type: 'baseline_drift_check' }]);
    const chiSquared = { distribution_constraints: { categorical_drift_method: 'ChiSquared' } } as const;
    expect(check(whole, now, { monitoring_config: chiSquared })).toHaveLength(1);
  });

  it('is compared as the configuration says, of all columns and of one', () => {
    const now = table({ n: range(100).map((i) => String(i + 60)), t: range(100).map(() => 'snow') });
    const off = { distribution_constraints: { perform_comparison: 'Disabled' }, domain_content_threshold: 0 } as const;
    expect(check(whole, now, { monitoring_config: off })).toEqual([]);
    const { features } = suggestConstraints(computeStatistics(whole));
    const one = features.map((feature) =>
      feature.name === 't'
        ? { ...feature, monitoringConfigOverrides: { evaluate_constraints: 'Disabled' as const } }
        : feature,
    );
    expect(check(whole, now, { features: one }).map(({ feature_name: name }) => name)).toEqual(['n']);
  });
});
