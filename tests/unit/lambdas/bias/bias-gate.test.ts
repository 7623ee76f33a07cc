import { describe, expect, it } from 'vitest';
import { measureBias } from '../../../../lambdas/domain/bias/measure-bias.js';
import { type BiasEvidence, biasGate } from '../../../../lambdas/domain/gates/bias-gate.js';
import { type Kind, rowsOf } from './bias-rows.js';

/** DPPL is 0.5 - 0.2 = 0.3. */
const UNFAIR: readonly Kind[] = [
  [0, 1, 1, 0, 50],
  [0, 0, 0, 0, 50],
  [1, 1, 1, 0, 10],
  [1, 0, 0, 0, 40],
];
const ungrouped = (kinds: readonly Kind[]) => {
  const { group: _, ...rows } = rowsOf(kinds);
  return measureBias(rows);
};
const judge = (kinds: readonly Kind[], bounds: BiasEvidence['bounds'], missingRows = 0) =>
  biasGate({
    evaluationSet: 3,
    bounds,
    facets: [{ facet: 'sex=Female', missingRows, measures: ungrouped(kinds), problems: { CDDL: 'no group' } }],
  });

describe('the bias gate', () => {
  it('passes a facet within its bounds, and says what it measured', () => {
    const found = judge(UNFAIR, { DPPL: { minimum: -0.1, maximum: 0.3 + 1e-9 }, AD: { maximum: 0 } });
    expect(found).toMatchObject({ gate: 'bias', passed: true, verdict: 'passed' });
    expect(found.reason).toBe('sex=Female (50 of 150 rows): DPPL 0.3, AD 0, on evaluation set 3');
    expect(Object.keys(found.numbers).slice(0, 3)).toEqual(['evaluationSet', 'sex=Female.DPPL', 'sex=Female.AD']);
    expect(found.numbers['sex=Female.DPPL']).toBeCloseTo(0.3, 12);
  });

  it('says how many rows have no value to tell their side by', () => {
    const { reason } = judge(UNFAIR, { DPPL: { maximum: 1 } }, 12);
    expect(reason).toBe('sex=Female (50 of 150 rows, 12 without a value): DPPL 0.3, on evaluation set 3');
  });

  it('fails one beyond them, and names facet, metric, value, interval and bound', () => {
    const found = judge(UNFAIR, { DPPL: { minimum: -0.1, maximum: 0.1 }, DI: { minimum: 0.8 } });
    expect(found).toMatchObject({ passed: false, verdict: 'failed' });
    expect(found.reason).toMatch(
      /^sex=Female: DPPL is 0\.3 \(95 % interval 0\.1\d+ to 0\.4\d+\), at most 0\.1 expected; sex=Female: DI is 0\.4 \(95 % interval .*\), at least 0\.8 expected$/,
    );
  });

  it('compares what is infinite as infinite, and keeps it as text', () => {
    const never: readonly Kind[] = [
      [0, 1, 0, 0, 9],
      [1, 1, 1, 0, 9],
    ];
    const found = judge(never, { DI: { minimum: 0.8, maximum: 1.25 } });
    expect(found.reason).toBe('sex=Female: DI is Infinity (95 % interval Infinity to Infinity), at most 1.25 expected');
    expect(found.numbers['sex=Female.DI']).toBe('Infinity');
    expect(judge(never, { DI: { minimum: 0.8 } }).verdict).toBe('passed');
    expect(judge(never, { TE: { minimum: -1 } }).numbers['sex=Female.TE']).toBe('-Infinity');
    expect(JSON.parse(JSON.stringify(found.details))).toEqual(found.details);
  });

  it.each<[string, readonly Kind[], BiasEvidence['bounds'], number, string]>([
    [
      'an empty facet',
      UNFAIR.filter(([facet]) => facet === 0),
      { DPPL: {} },
      7,
      'no row is in the facet, 7 of 100 have no value in its column',
    ],
    ['a facet of all rows', UNFAIR.filter(([facet]) => facet === 1), { DPPL: {} }, 0, 'all 50 rows are in the facet'],
    ['a metric without its evidence', UNFAIR, { CDDL: {} }, 0, "sex=Female: CDDL can't be measured: no group"],
    [
      'labels without anything in common',
      [
        [0, 1, 1, 0, 5],
        [1, 0, 1, 0, 5],
      ],
      { KL: { maximum: 1 } },
      0,
      'of one kind',
    ],
    ['a metric that is none', UNFAIR, { DPL: {}, dppl: {} }, 0, 'the policy bounds "dppl": expected CI, DPL, KL, JS'],
  ])('can not decide about %s', (_title, kinds, bounds, missing, reason) => {
    const found = judge(kinds, bounds, missing);
    expect(found).toMatchObject({ passed: false, verdict: 'unverified' });
    expect(found.reason).toContain(reason);
  });

  it('keeps at most 41 numbers of many facets, the bounded metrics of each first', () => {
    const facets = ['a=1', 'b=1', 'c=1'].map((facet) => ({
      facet,
      missingRows: 0,
      measures: ungrouped(UNFAIR),
      problems: {},
    }));
    const names = Object.keys(biasGate({ evaluationSet: 1, facets, bounds: { GE: { maximum: 9 } } }).numbers);
    expect(names.slice(0, 4)).toEqual(['evaluationSet', 'a=1.GE', 'b=1.GE', 'c=1.GE']);
    expect(names).toHaveLength(41);
  });
});
