import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { driftJson } from '../../bin/client/drift/drift-json.js';
import { type DriftQuestion, driftReport } from '../../bin/client/drift/drift-report.js';
import { benjaminiHochberg } from '../../lambdas/domain/statistics/benjamini-hochberg.js';
import { answersSchema, type ColumnAnswer, differences, expectedFields } from './reference-fields.js';
import { PRESENT, removeWindows, SHARED, WINDOWS } from './reference-windows.js';

type Json = ReturnType<typeof driftJson>;
type ColumnJson = Json['columns'][string];

afterAll(removeWindows);

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

describe.each(PRESENT)('mlops drift on the data of $file', ({ file, cut, drifted: byDefault }) => {
  const answers = answersSchema.parse(JSON.parse(readFileSync(join(SHARED, 'reference', file), 'utf8')));
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
    const found = columns.flatMap(([name, answer]) => differences(name, entry(json, name), expectedFields(answer)));
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
    const statistics = columns.flatMap(([name, answer]) =>
      differences(name, entry(json, name), expectedFields(answer)),
    );
    expect(statistics).toEqual([]);
    const { share, drift } = answers.evidently_dataset_drift;
    expect(json.dataset).toEqual({ drifted: drift, driftedShare: share });
  });
});

describe('the reference answers', () => {
  it('are all there, or none', () => {
    expect([0, WINDOWS.length]).toContain(PRESENT.length);
  });
});
