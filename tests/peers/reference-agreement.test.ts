import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { driftJson } from '../../bin/client/drift/drift-json.js';
import { type DriftQuestion, driftReport } from '../../bin/client/drift/drift-report.js';
import { benjaminiHochberg } from '../../lambdas/domain/statistics/benjamini-hochberg.js';

/** The answers and the data may lie beside the repository; what is not there has no case. */
const shared = resolve(import.meta.dirname, '../../../shared');
const data = (file: string): string => join(shared, 'data', file);
const folder = mkdtempSync(join(tmpdir(), 'reference-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = (file: string): string[] =>
  readFileSync(data(file), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');

function written(name: string, rows: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${rows.join('\n')}\n`);
  return file;
}

const ADULT = {
  columns: [
    ...['age', 'workclass', 'fnlwgt', 'education', 'education_num', 'marital_status', 'occupation', 'relationship'],
    ...['race', 'sex', 'capital_gain', 'capital_loss', 'hours_per_week', 'native_country', 'income'],
  ],
  na: ['?'],
  trim: true,
};

interface Windows extends Pick<DriftQuestion, 'reference' | 'current' | 'columns' | 'na' | 'trim'> {}

/** By the answers' file: how its windows are cut from the data, and the columns that drift by default. */
const SETS: readonly { readonly file: string; readonly cut: () => Windows; readonly drifted: readonly string[] }[] = [
  {
    file: 'drift_bike_2011_2012.json',
    cut: () => {
      const [header = '', ...rows] = lines('bike_hour.csv');
      const year = header.split(',').indexOf('yr');
      const of = (value: string) => [header, ...rows.filter((row) => row.split(',')[year] === value)];
      return { reference: written('bike-2011.csv', of('0')), current: written('bike-2012.csv', of('1')) };
    },
    drifted: ['casual', 'cnt', 'hum', 'registered'],
  },
  {
    file: 'drift_adult_null.json',
    cut: () => {
      const test = lines('adult-test.csv').map((row) => row.replace(/\.$/, ''));
      return { ...ADULT, reference: data('adult-train.csv'), current: written('adult-test.csv', test) };
    },
    drifted: [],
  },
  {
    file: 'drift_adult_covariate.json',
    cut: () => {
      const rows = lines('adult-train.csv');
      const even = rows.filter((_, i) => i % 2 === 0);
      const odd = rows.filter((row, i) => i % 2 === 1 && Number.parseInt(row, 10) >= 45);
      return { ...ADULT, reference: written('adult-even.csv', even), current: written('adult-odd.csv', odd) };
    },
    drifted: ['age', 'education_num', 'fnlwgt', 'income', 'marital_status', 'relationship'],
  },
  {
    file: 'drift_california.json',
    cut: () => ({
      reference: data('california_housing_reference.csv'),
      current: data('california_housing_analysis.csv'),
    }),
    drifted: ['AveOccup', 'HouseAge', 'Latitude', 'Longitude', 'MedInc', 'y_pred', 'y_pred_proba'],
  },
];

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const value = z.object({ value: number });
const chi2 = z.object({ statistic: number, p: number, dof: z.number() });
const evidentlyTest = z.object({ score: number, threshold: z.number(), drifted: z.boolean() });
const evidently = z.object({ DEFAULT: evidentlyTest.extend({ test: z.string() }) }).catchall(evidentlyTest);
const numericAnswer = z.object({
  type: z.literal('numeric'),
  ref: z.object({ std_pop: z.number(), missing: z.number() }),
  cur: z.object({ missing: z.number() }),
  scipy: z.object({ ks_statistic: number, ks_pvalue_auto: number, ks_pvalue_asymp: number, wasserstein: number }),
  psi_decile: z.object({ psi: number }),
  nannyml: z.object({ jensen_shannon: value, hellinger: value }),
  evidently,
});
const categoricalAnswer = z.object({
  type: z.literal('categorical'),
  ref_missing: z.number(),
  cur_missing: z.number(),
  unseen_in_ref: z.array(z.string()),
  vanished: z.array(z.string()),
  scipy: z.object({
    chi2_contingency: chi2,
    cramers_v: number,
    jensenshannon_distance_base2: number,
    hellinger: number,
  }),
  'psi_eps1e-4': number,
  nannyml: z.object({ l_infinity: value }),
  evidently,
});
const answersSchema = z.object({
  rows_ref: z.number(),
  rows_cur: z.number(),
  columns: z.record(z.string(), z.discriminatedUnion('type', [numericAnswer, categoricalAnswer])),
  evidently_dataset_drift: z.object({ share: z.number(), drift: z.boolean() }),
});
type ColumnAnswer = z.infer<typeof answersSchema>['columns'][string];

type Json = ReturnType<typeof driftJson>;
type ColumnJson = Json['columns'][string];

/** What the answers say by the names of our fields; every key is there, null where it does not apply. */
function expected(answer: ColumnAnswer): Record<string, unknown> {
  if (answer.type === 'numeric') {
    const { scipy, nannyml, ref } = answer;
    return {
      type: 'numeric',
      ks: { statistic: scipy.ks_statistic, pValue: scipy.ks_pvalue_auto },
      psi: answer.psi_decile.psi,
      wasserstein: scipy.wasserstein,
      wassersteinNormalized: scipy.wasserstein / ref.std_pop,
      jensenShannon: nannyml.jensen_shannon.value,
      hellinger: nannyml.hellinger.value,
      ...{ chi2: null, cramersV: null, lInfinity: null, unseen: null, vanished: null },
      missing: { reference: ref.missing, current: answer.cur.missing },
    };
  }
  const { scipy, nannyml } = answer;
  const { statistic, p, dof } = scipy.chi2_contingency;
  return {
    type: 'categorical',
    ...{ ks: null, wasserstein: null, wassersteinNormalized: null },
    psi: answer['psi_eps1e-4'],
    jensenShannon: scipy.jensenshannon_distance_base2,
    hellinger: scipy.hellinger,
    chi2: { statistic, pValue: p, dof },
    cramersV: scipy.cramers_v,
    lInfinity: nannyml.l_infinity.value,
    unseen: answer.unseen_in_ref,
    vanished: answer.vanished,
    missing: { reference: answer.ref_missing, current: answer.cur_missing },
  };
}

const isPValue = (path: string): boolean => /(pValue|pAdjusted|\.ks|\.chisquare|\.z)$/.test(path);

/** Numbers at 1e-9, absolute or relative, p-values at 1e-6, relative; lists in any order. */
function differences(path: string, ours: unknown, theirs: unknown): string[] {
  if (typeof theirs === 'number') {
    const tolerance = isPValue(path) ? 1e-6 * theirs : 1e-9 * Math.max(1, Math.abs(theirs));
    const mine = typeof ours === 'number' || typeof ours === 'string' ? Number(ours) : Number.NaN;
    const close = Object.is(mine, theirs) || mine === theirs || Math.abs(mine - theirs) <= tolerance;
    return close ? [] : [`${path}: got ${ours}, expected ${theirs}`];
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const same = JSON.stringify(ours.toSorted()) === JSON.stringify(theirs.toSorted());
    return same ? [] : [`${path}: got ${ours}, expected ${theirs}`];
  }
  if (theirs !== null && typeof theirs === 'object' && ours !== null && typeof ours === 'object') {
    const mine = new Map(Object.entries(ours));
    return Object.entries(theirs).flatMap(([key, item]) => differences(`${path}.${key}`, mine.get(key), item));
  }
  return Object.is(ours, theirs) ? [] : [`${path}: got ${ours}, expected ${theirs}`];
}

const KEYS = [
  ...['type', 'verdict', 'reason', 'psi', 'ks', 'wasserstein', 'wassersteinNormalized', 'jensenShannon', 'hellinger'],
  ...['chi2', 'cramersV', 'lInfinity', 'missing', 'unseen', 'vanished', 'pAdjusted', 'tests'],
];

const drifted = ({ columns }: Json): string[] =>
  Object.entries(columns)
    .filter(([, { verdict }]) => verdict === 'drift')
    .map(([name]) => name)
    .sort();

const entry = (json: Json, name: string): ColumnJson => {
  const column = json.columns[name];
  if (column === undefined) throw new Error(`${name} is not in the report`);
  return column;
};

const present = SETS.filter(({ file }) => existsSync(join(shared, 'reference', file)));

describe.each(present)('mlops drift on the data of $file', ({ file, cut, drifted: byDefault }) => {
  const answers = answersSchema.parse(JSON.parse(readFileSync(join(shared, 'reference', file), 'utf8')));
  const columns = Object.entries(answers.columns);
  const namesOf = (type: ColumnAnswer['type']) => columns.filter(([, c]) => c.type === type).map(([name]) => name);
  const windows = cut();
  const ask = async (preset?: DriftQuestion['preset']): Promise<Json> => {
    const sides = { numeric: namesOf('numeric'), categorical: namesOf('categorical') };
    const report = await driftReport({ ...windows, ...sides, ...(preset === undefined ? {} : { preset }) });
    // As a program reads it.
    return JSON.parse(JSON.stringify(driftJson(report)));
  };

  it('has every field of every column as the libraries have it', async () => {
    const json = await ask();
    expect(json.rows).toEqual({ reference: answers.rows_ref, current: answers.rows_cur });
    expect(Object.keys(json.columns).sort()).toEqual(columns.map(([name]) => name).sort());
    for (const column of Object.values(json.columns)) expect(Object.keys(column).sort()).toEqual(KEYS.toSorted());
    const found = columns.flatMap(([name, answer]) => differences(name, entry(json, name), expected(answer)));
    expect(found).toEqual([]);
  });

  it("adjusts the libraries' p-values by Benjamini and Hochberg", async () => {
    const json = await ask();
    const pValues = columns.map(([, answer]) =>
      answer.type === 'numeric' ? answer.scipy.ks_pvalue_auto : answer.scipy.chi2_contingency.p,
    );
    const adjusted = benjaminiHochberg(pValues);
    const found = columns.flatMap(([name], i) =>
      differences(`${name}.pAdjusted`, entry(json, name).pAdjusted, adjusted[i]),
    );
    expect(found).toEqual([]);
  });

  it('finds exactly the columns that are known to drift', async () => {
    const json = await ask();
    expect(drifted(json)).toEqual(byDefault);
    expect(json.dataset.driftedShare).toBeCloseTo(byDefault.length / columns.length, 12);
    expect(json.dataset.drifted).toBe(byDefault.length / columns.length >= 0.5);
  });

  it("has Evidently's tests, scores and verdicts by its preset, and the same statistics", async () => {
    const json = await ask('evidently');
    for (const [name, { evidently: theirs }] of columns) {
      const { DEFAULT, ...scores } = theirs;
      const { tests, verdict, reason } = entry(json, name);
      const [decisive] = tests;
      expect([decisive?.name, decisive?.drifted, verdict]).toEqual([
        DEFAULT.test,
        DEFAULT.drifted,
        DEFAULT.drifted ? 'drift' : 'ok',
      ]);
      expect(reason).toContain(` ${DEFAULT.threshold}`);
      expect(tests.map((test) => test.name).sort()).toEqual(Object.keys(scores).sort());
      const scored = Object.fromEntries(tests.map((test) => [test.name, test.score]));
      const wanted = Object.fromEntries(Object.entries(scores).map(([test, { score }]) => [test, score]));
      expect(differences(name, scored, wanted)).toEqual([]);
      expect(tests.map((test) => [test.name, test.threshold, test.drifted])).toEqual(
        tests.map((test) => [test.name, scores[test.name]?.threshold, scores[test.name]?.drifted]),
      );
    }
    const statistics = columns.flatMap(([name, answer]) => differences(name, entry(json, name), expected(answer)));
    expect(statistics).toEqual([]);
    const { share, drift } = answers.evidently_dataset_drift;
    expect(json.dataset).toEqual({ drifted: drift, driftedShare: share });
  });
});

describe('the reference answers', () => {
  it('are all there, or none', () => {
    expect([0, SETS.length]).toContain(present.length);
  });
});
