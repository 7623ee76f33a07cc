import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { categoricalSide, numericSide } from '../../../../lambdas/domain/monitoring/column.js';
import { compareCategorical } from '../../../../lambdas/domain/monitoring/compare-categorical.js';
import { compareNumeric } from '../../../../lambdas/domain/monitoring/compare-numeric.js';
import { benjaminiHochberg } from '../../../../lambdas/domain/statistics/benjamini-hochberg.js';
import { REFERENCE_SETS, type ReferenceColumn } from '../../../fixtures/reference-sets.js';

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

function checkNumeric(reference: readonly string[], current: readonly string[], answer: ReferenceColumn) {
  const side = (texts: readonly string[]) =>
    numericSide(texts.map((text) => (text === '' ? null : Number(text)))).sorted;
  const { statistics } = compareNumeric(side(reference), side(current));
  expectClose('ks', statistics.ks?.statistic, answer.scipy.ks_statistic as number);
  expectPValue('ks p', statistics.ks?.pValue, answer.scipy.ks_pvalue_auto as number);
  expectClose('psi', statistics.psi, answer.psi_decile?.psi as number);
  expectClose('wasserstein', statistics.wasserstein, answer.scipy.wasserstein as number);
  const normalized = (answer.scipy.wasserstein as number) / (answer.ref?.std_pop as number);
  expectClose('wassersteinNormalized', statistics.wassersteinNormalized, normalized);
  expectClose('jensenShannon', statistics.jensenShannon, answer.nannyml.jensen_shannon.value);
  expectClose('hellinger', statistics.hellinger, answer.nannyml.hellinger.value);
}

function checkCategorical(reference: readonly string[], current: readonly string[], answer: ReferenceColumn) {
  const side = (texts: readonly string[]) => categoricalSide(texts.map((text) => (text === '' ? null : text))).counts;
  const { statistics } = compareCategorical(side(reference), side(current));
  const chi2 = answer.scipy.chi2_contingency as { statistic: number; p: number; dof: number };
  expectClose('chi2', statistics.chi2?.statistic, chi2.statistic);
  expectPValue('chi2 p', statistics.chi2?.pValue, chi2.p);
  expect(statistics.chi2?.dof).toBe(chi2.dof);
  expectClose('cramersV', statistics.cramersV, answer.scipy.cramers_v as number);
  expectClose('psi', statistics.psi, answer['psi_eps1e-4'] as number);
  expectClose('jensenShannon', statistics.jensenShannon, answer.scipy.jensenshannon_distance_base2 as number);
  expectClose('hellinger', statistics.hellinger, answer.scipy.hellinger as number);
  expectClose('lInfinity', statistics.lInfinity, answer.nannyml.l_infinity?.value as number);
  expect(statistics.unseen).toEqual(expect.arrayContaining([...(answer.unseen_in_ref ?? [])]));
  expect(statistics.vanished).toEqual(expect.arrayContaining([...(answer.vanished ?? [])]));
}

/** The answers of scipy, Evidently and NannyML may lie beside the repository; a column without them has no test here. */
const folder = resolve(import.meta.dirname, '../../../../../shared');
const present = REFERENCE_SETS.filter(({ answers }) => existsSync(resolve(folder, 'reference', answers)));

describe('statistics agree with the reference answers', () => {
  for (const set of present) {
    const answers = JSON.parse(readFileSync(resolve(folder, 'reference', set.answers), 'utf8'));
    const { reference, current } = set.load(resolve(folder, 'data'));
    for (const [name, answer] of Object.entries<ReferenceColumn>(answers.columns)) {
      it(`${answers.id}: ${name}`, () => {
        const sides = [reference.get(name) ?? [], current.get(name) ?? []] as const;
        if (answer.type === 'numeric') checkNumeric(...sides, answer);
        else checkCategorical(...sides, answer);
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
