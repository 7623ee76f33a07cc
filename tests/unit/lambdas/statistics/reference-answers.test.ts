import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareCategorical } from '../../../../lambdas/domain/monitoring/compare-categorical.js';
import { type ColumnInput, compareColumn } from '../../../../lambdas/domain/monitoring/compare-columns.js';
import { type ColumnDecision, decideColumns } from '../../../../lambdas/domain/monitoring/decide-columns.js';
import { benjaminiHochberg } from '../../../../lambdas/domain/statistics/benjamini-hochberg.js';
import { categoricalSide, numericSide } from '../../../fixtures/cell-sides.js';
import { MONITOR_SETTINGS } from '../../../fixtures/monitored-model.js';
import { type Columns, REFERENCE_SETS, type ReferenceColumn } from '../../../fixtures/reference-sets.js';

const number = (value: number | string | null | undefined): number => Number(value);

function expectClose(name: string, value: number | null | undefined, expected: number | string, tolerance = 1e-9) {
  const wanted = number(expected);
  const error = Math.abs((value ?? Number.NaN) - wanted);
  const close = Object.is(value, wanted) || error <= tolerance * Math.max(1, Math.abs(wanted));
  expect(close, `${name}: got ${value}, expected ${wanted}`).toBe(true);
}

function expectPValue(name: string, value: number | undefined, expected: number | string) {
  const wanted = number(expected);
  const close = value === wanted || Math.abs((value ?? Number.NaN) - wanted) <= 1e-6 * wanted + 1e-300;
  expect(close, `${name}: got ${value}, expected ${wanted}`).toBe(true);
}

/** Statistics that a column of the other kind has. */
const NONE = {
  numeric: { chi2: null, cramersV: null, lInfinity: null, unseen: null, vanished: null },
  categorical: { ks: null, wasserstein: null, wassersteinNormalized: null },
};

function checkNumeric({ statistics }: ColumnDecision, answer: ReferenceColumn) {
  expect(statistics).toMatchObject(NONE.numeric);
  expectClose('ks', statistics.ks?.statistic, answer.scipy.ks_statistic as number);
  expectPValue('ks p', statistics.ks?.pValue, answer.scipy.ks_pvalue_auto as number);
  expectClose('psi', statistics.psi, answer.psi_decile?.psi as number);
  expectClose('wasserstein', statistics.wasserstein, answer.scipy.wasserstein as number);
  const normalized = (answer.scipy.wasserstein as number) / (answer.ref?.std_pop as number);
  expectClose('wassersteinNormalized', statistics.wassersteinNormalized, normalized);
  expectClose('jensenShannon', statistics.jensenShannon, answer.nannyml.jensen_shannon.value);
  expectClose('hellinger', statistics.hellinger, answer.nannyml.hellinger.value);
}

function checkCategorical({ statistics }: ColumnDecision, answer: ReferenceColumn) {
  expect(statistics).toMatchObject(NONE.categorical);
  const chi2 = answer.scipy.chi2_contingency as { statistic: number; p: number; dof: number };
  expectClose('chi2', statistics.chi2?.statistic, chi2.statistic);
  expectPValue('chi2 p', statistics.chi2?.pValue, chi2.p);
  expect(statistics.chi2?.dof).toBe(chi2.dof);
  expectClose('cramersV', statistics.cramersV, answer.scipy.cramers_v as number);
  expectClose('psi', statistics.psi, answer['psi_eps1e-4'] as number);
  expectClose('jensenShannon', statistics.jensenShannon, answer.scipy.jensenshannon_distance_base2 as number);
  expectClose('hellinger', statistics.hellinger, answer.scipy.hellinger as number);
  expectClose('lInfinity', statistics.lInfinity, answer.nannyml.l_infinity?.value as number);
  expect(statistics.unseen?.toSorted()).toEqual([...(answer.unseen_in_ref ?? [])].sort());
  expect(statistics.vanished?.toSorted()).toEqual([...(answer.vanished ?? [])].sort());
}

function decisions(
  names: readonly [string, ReferenceColumn][],
  reference: Columns,
  current: Columns,
): ColumnDecision[] {
  const inputs = names.map(([name, { type }]): ColumnInput => {
    const cells = (side: Columns) => (side.get(name) ?? []).map((text) => (text === '' ? null : text));
    if (type === 'categorical') {
      return { name, type, reference: categoricalSide(cells(reference)), current: categoricalSide(cells(current)) };
    }
    const numbers = (side: Columns) => numericSide(cells(side).map((text) => (text === null ? null : Number(text))));
    return { name, type, reference: numbers(reference), current: numbers(current) };
  });
  return decideColumns(inputs.map(compareColumn), MONITOR_SETTINGS);
}

const pValueOf = ({ type, scipy }: ReferenceColumn): number =>
  number(type === 'numeric' ? (scipy.ks_pvalue_auto as number) : (scipy.chi2_contingency as { p: number }).p);

/** By the definition: of all families of the p-values that are no less, the least p times all over rank. */
function adjustedByDefinition(p: number, family: readonly number[]): number {
  const ranked = family
    .toSorted((a, b) => a - b)
    .map((value, at) => ({ value, scaled: (value * family.length) / (at + 1) }));
  return Math.min(1, ...ranked.filter(({ value }) => value >= p).map(({ scaled }) => scaled));
}

/** The answers of scipy, Evidently and NannyML may lie beside the repository; a column without them has no test here. */
const folder = resolve(import.meta.dirname, '../../../../../shared');
const present = REFERENCE_SETS.filter(({ answers }) => existsSync(resolve(folder, 'reference', answers)));

describe('statistics agree with the reference answers', () => {
  for (const set of present) {
    const answers = JSON.parse(readFileSync(resolve(folder, 'reference', set.answers), 'utf8'));
    const { reference, current } = set.load(resolve(folder, 'data'));
    const columns = Object.entries<ReferenceColumn>(answers.columns);
    const decided = decisions(columns, reference, current);
    const family = columns.map(([, answer]) => pValueOf(answer));
    for (const [at, [name, answer]] of columns.entries()) {
      it(`${answers.id}: ${name}`, () => {
        const decision = decided[at] as ColumnDecision;
        if (answer.type === 'numeric') checkNumeric(decision, answer);
        else checkCategorical(decision, answer);
        expectPValue('pAdjusted', decision.pAdjusted ?? undefined, adjustedByDefinition(pValueOf(answer), family));
        expect(decision.missing).toEqual({
          reference: answer.ref?.missing ?? answer.ref_missing,
          current: answer.cur?.missing ?? answer.cur_missing,
        });
      });
    }
    it(`${answers.id}: Benjamini-Hochberg over its own p-values`, () => {
      const names = Object.keys(answers.multiple_testing.bh_adjusted);
      const adjusted = benjaminiHochberg(
        names.map((name) => {
          const { type, scipy } = answers.columns[name];
          return number(type === 'numeric' ? scipy.ks_pvalue_asymp : scipy.chi2_contingency_yates.p);
        }),
      );
      for (const [i, name] of names.entries()) {
        expectPValue(name, adjusted[i] ?? undefined, answers.multiple_testing.bh_adjusted[name]);
      }
    });
  }

  it('of a column of three categories in scipy 1.17.1, wherever the answers are', () => {
    const side = (texts: string) => categoricalSide([...texts]).counts;
    const { statistics } = compareCategorical(side('aaabbc'), side('abbbcccc'));
    expect(statistics.chi2?.dof).toBe(2);
    expectClose('chi2', statistics.chi2?.statistic, 2.770833333333333);
    expectPValue('p', statistics.chi2?.pValue, 0.25021951993492847);
  });
});
