import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnDecision } from '../../../../../lambdas/domain/monitoring/decide-columns.js';
import { decideByPreset } from '../../../../../lambdas/domain/monitoring/presets/decide-by-preset.js';
import { PRESETS, type PresetColumn } from '../../../../../lambdas/domain/monitoring/presets/preset.js';
import { type Cells, decideOne as decide, filled, presetColumn, uniform } from '../../../../fixtures/preset-columns.js';

const among = (rows: number, values: number): number[] => Array.from({ length: rows }, (_, i) => i % values);
const named = (rows: number, values: number): string[] => among(rows, values).map((value) => `c${value}`);

describe.each(PRESETS)('the preset %s', (preset) => {
  it('finds the column that moved, and only it, with test, score and threshold in the reason', () => {
    const moved = decide(preset, presetColumn('numeric', uniform(2_000), uniform(2_000, 0.5)));
    expect(moved).toMatchObject({ verdict: 'drift', cause: 'distribution', broken: false });
    expect(moved.tests[0]?.drifted).toBe(true);
    expect(moved.reason).toMatch(/^[\w ()-]+ [\d.]+ (≥|>) 0\.1$/);
    const kept = decide(preset, presetColumn('numeric', uniform(2_000), uniform(1_000)));
    expect(kept).toMatchObject({ verdict: 'ok', cause: null, broken: false });
    expect(kept.reason).toMatch(/^[\w ()-]+ [\d.e-]+ (<|≤) 0\.1$/);
  });

  it('finds categories that moved', () => {
    const column = presetColumn('categorical', named(2_000, 4), named(2_000, 2));
    expect(decide(preset, column)).toMatchObject({ verdict: 'drift', cause: 'distribution' });
    const same = presetColumn('categorical', named(2_000, 4), named(1_200, 4));
    expect(decide(preset, same)).toMatchObject({ verdict: 'ok', cause: null });
  });

  it.each<[string, PresetColumn, Partial<ColumnDecision>]>([
    [
      'a column that is gone',
      presetColumn('numeric', uniform(9), filled(9, undefined)),
      { verdict: 'not-comparable', cause: 'missing-column', broken: true },
    ],
    [
      'a column of another type',
      presetColumn('numeric', uniform(9), filled(9, 'x')),
      { verdict: 'not-comparable', cause: 'type-change', broken: true },
    ],
    [
      'a baseline without the column',
      presetColumn('categorical', filled(9, undefined), named(9, 2)),
      { verdict: 'not-comparable', reason: 'the baseline has no such column to compare with', broken: false },
    ],
    [
      'missing values alone',
      presetColumn('categorical', named(9, 2), filled(9, null)),
      { verdict: 'insufficient-data', cause: null, reason: 'no value in the current rows' },
    ],
    [
      'an empty baseline',
      presetColumn('numeric', [], uniform(9)),
      { verdict: 'insufficient-data', cause: null, reason: 'no value in the baseline' },
    ],
    [
      'no rows at all',
      presetColumn('numeric', [], []),
      { verdict: 'insufficient-data', reason: 'no value in the baseline and the current rows' },
    ],
  ])('has words of our own for %s', (_, column, expected) => {
    expect(decide(preset, column)).toMatchObject({ ...expected, tests: [] });
  });

  it('decides on two values', () => {
    expect(decide(preset, presetColumn('numeric', [1], [2])).tests.length).toBeGreaterThan(0);
  });

  it('carries the statistics, and p-values adjusted over all columns', () => {
    const columns = [
      presetColumn('numeric', uniform(500), uniform(500, 0.2), 'a'),
      presetColumn('categorical', named(500, 3), named(500, 3), 'b'),
    ];
    const decisions = decideByPreset(preset, columns);
    expect(decisions.map(({ name }) => name)).toEqual(['a', 'b']);
    const [a, b] = decisions;
    expect(a?.pAdjusted).toBeCloseTo((a?.statistics.ks?.pValue ?? 0) * 2, 12);
    expect(b?.pAdjusted).toBe(b?.statistics.chi2?.pValue);
  });

  it('has finite scores of any finite values, but for a chunk without one', () => {
    const cells = fc.array(fc.option(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }))), { maxLength: 40 });
    const size = fc.option(fc.integer({ min: 2, max: 5 }), { nil: undefined });
    fc.assert(
      fc.property(cells, cells, size, (reference, current, chunks) => {
        const bounded = (values: Cells) => values.map((value) => (Math.abs(Number(value)) > 1e150 ? null : value));
        const column = presetColumn('numeric', bounded(reference), bounded(current));
        const decision = decide(preset, column, preset === 'nannyml' ? chunks : undefined);
        const scores = decision.tests
          .map(({ score }) => score)
          .filter((score) => !(preset === 'nannyml' && Number.isNaN(score)));
        expect(scores.every((score) => Number.isFinite(score) && score > -1e-12)).toBe(true);
        const drifted = decision.tests.some((test) => test.drifted);
        if (decision.verdict === 'drift') expect(drifted).toBe(true);
        if (preset === 'nannyml' && drifted) expect(decision.verdict).toBe('drift');
      }),
    );
  });
});

describe('the preset evidently', () => {
  it('says not-comparable of numbers whose spread no double holds', () => {
    const far = uniform(1_500).map((value) => value * 1e300 - 1.7e308);
    const decision = decide('evidently', presetColumn('numeric', far, [1.7e308]));
    expect(decision).toMatchObject({
      verdict: 'not-comparable',
      broken: false,
      reason: 'normed Wasserstein distance has no value for these numbers',
    });
  });

  it('has no score of what no double holds, where 0 would say that nothing moved', () => {
    const before = uniform(1_500).map((value) => (2 * value - 1) * 1.5e308);
    const { tests, verdict } = decide('evidently', presetColumn('numeric', before, uniform(1_500, 1.2e308)));
    expect(verdict).toBe('not-comparable');
    const scores = new Map(tests.map(({ name, score }) => [name, score]));
    for (const name of ['wasserstein', 'psi', 'jensenshannon', 'kl_div', 'hellinger']) {
      expect(scores.get(name), name).toBeNaN();
    }
    expect(scores.get('ks')).toBeLessThan(1e-16);
  });

  it.each<[string, PresetColumn, string]>([
    ['numeric, 1,000 rows', presetColumn('numeric', uniform(1_000), uniform(100)), 'ks'],
    ['numeric, 1,001 rows', presetColumn('numeric', uniform(1_001), uniform(100)), 'wasserstein'],
    ['numeric, 6 values', presetColumn('numeric', among(1_000, 6), among(100, 6)), 'ks'],
    ['numeric, 6 values over both sides', presetColumn('numeric', among(1_000, 5), [5]), 'ks'],
    ['numeric, 5 values', presetColumn('numeric', among(1_000, 5), among(100, 5)), 'chisquare'],
    ['numeric, 2 values', presetColumn('numeric', among(1_000, 2), among(100, 2)), 'z'],
    ['numeric, 5 values, 1,001 rows', presetColumn('numeric', among(1_001, 5), among(100, 5)), 'jensenshannon'],
    ['categorical, 1,000 rows', presetColumn('categorical', named(1_000, 3), named(100, 3)), 'chisquare'],
    ['categorical, 1,001 rows', presetColumn('categorical', named(1_001, 3), named(100, 3)), 'jensenshannon'],
    ['categorical, 2 categories', presetColumn('categorical', named(1_000, 2), named(100, 2)), 'z'],
    ['categorical, 1 category', presetColumn('categorical', named(1_000, 1), named(100, 1)), 'z'],
    ['rows without a value do not count', presetColumn('numeric', [...uniform(1_000), null], uniform(9_000)), 'ks'],
  ])('chooses its test: %s', (_, column, test) => {
    expect(decide('evidently', column).tests[0]?.name).toBe(test);
  });

  it('lists every test once', () => {
    for (const column of [
      presetColumn('numeric', among(50, 2), among(50, 2)),
      presetColumn('categorical', ['a'], ['a']),
    ]) {
      const names = decide('evidently', column).tests.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('says p and level of a test by p-value', () => {
    const column = presetColumn('numeric', uniform(500), uniform(500, 0.3));
    expect(decide('evidently', column).reason).toMatch(/^Kolmogorov-Smirnov p \d\.\de-\d+ ≤ 0\.05$/);
  });
});

describe('the preset model-monitor', () => {
  it('takes off what small samples differ by chance', () => {
    const decision = decide('model-monitor', presetColumn('numeric', uniform(60), uniform(40, 0.25)));
    expect(decision.verdict).toBe('ok');
    expect(decision.tests[1]).toMatchObject({ name: 'linf_simple', drifted: true });
  });
});
