import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseCsv } from '../../../../lambdas/application/documents/csv.js';
import { isDisadvantaged } from '../../../../lambdas/domain/bias/facet.js';
import { measureBias } from '../../../../lambdas/domain/bias/measure-bias.js';
import { type Columns, REFERENCE_SETS } from '../../../fixtures/reference-sets.js';

/** The answers may lie beside the repository; without them there is no test. */
const folder = resolve(import.meta.dirname, '../../../../../shared');
const answersFile = join(folder, 'reference/bias_adult_sex.json');
const present = existsSync(answersFile) ? [{ of: 'Adult by sex' }] : [];

const answers = z.object({ clarify: z.record(z.string(), z.number()) });
const answersSchema = z.object({ pretraining_train_sex: answers, adult_test_sex: answers });

const female = isDisadvantaged({ column: 'sex', value: 'Female' });

function codes(texts: readonly string[]): Uint32Array {
  const found = [...new Set(texts)];
  return Uint32Array.from(texts, (text) => found.indexOf(text));
}

function expectAgreement(found: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs((found[name] ?? Number.NaN) - value), name).toBeLessThanOrEqual(1e-9);
  }
}

describe.each(present)('the answers of Clarify to $of', () => {
  const reference = answersSchema.parse(JSON.parse(readFileSync(answersFile, 'utf8')));
  const predictions = parseCsv(readFileSync(join(folder, 'reference/adult_test_predictions.csv')), 'predictions');
  const column = (name: string): string[] =>
    predictions.rows.map((row) => row[predictions.columns.indexOf(name)] ?? '');
  const facet = Uint8Array.from(column('sex'), (text) => Number(female(text)));
  const prediction = Uint8Array.from(column('lr_pred'), Number);
  const sets = REFERENCE_SETS.find((set) => set.answers === 'drift_adult_null.json')?.load(join(folder, 'data'));
  const texts = (side: Columns | undefined, name: string): readonly string[] => side?.get(name) ?? [];

  it('are ours for the predictions of the test rows', () => {
    const label = Uint8Array.from(column('label'), Number);
    const found = measureBias({ facet, label, prediction, group: codes(column('occupation')) }, { draws: 0 });
    expectAgreement({ ...found.pretraining, ...found.posttraining }, reference.adult_test_sex.clarify);
  });

  it('are ours for the labels of the training rows', () => {
    const train = sets?.reference;
    const found = measureBias(
      {
        facet: Uint8Array.from(texts(train, 'sex'), (text) => Number(female(text))),
        label: Uint8Array.from(texts(train, 'income'), (text) => Number(text === '>50K')),
        group: codes(texts(train, 'occupation')),
      },
      { draws: 0 },
    );
    expectAgreement(found.pretraining, reference.pretraining_train_sex.clarify);
  });

  it('are ours for the flip test on the numeric columns, as smclarify 0.5 gives it', () => {
    const names = ['age', 'fnlwgt', 'education_num', 'capital_gain', 'capital_loss', 'hours_per_week'];
    const features = names.map((name) => Float64Array.from(texts(sets?.current, name), Number));
    const { posttraining } = measureBias({ facet, label: prediction, prediction }, { features, draws: 0 });
    expect(posttraining?.FT).toBeCloseTo(0.029514849658734552, 12);
    const trees = Uint8Array.from(column('tree_pred'), Number);
    const ofTrees = measureBias({ facet, label: trees, prediction: trees }, { features, draws: 0 });
    expect(ofTrees.posttraining?.FT).toBeCloseTo(-0.002767017155506364, 12);
  });
});
