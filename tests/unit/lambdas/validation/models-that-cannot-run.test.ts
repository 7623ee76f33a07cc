import { describe, expect, it } from 'vitest';
import type { GateName } from '../../../../lib/contracts/index.js';
import { put } from '../../../fixtures/registry-records.js';
import { evaluationCsv, putEvaluationSet, type SubmissionOptions, tarGz } from '../../../fixtures/submission.js';
import { lightgbmText, xgboostJson } from '../../../fixtures/tree-models.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const UNCHECKED: readonly GateName[] = [
  'signature',
  'reproduction',
  'quality',
  'champion',
  'segments',
  'bias',
  'robustness',
];

async function platform(allowUnverified: readonly GateName[] = []) {
  const all = validationPlatform({ metrics: { mae: { maximum: 1.5 } }, allowUnverified });
  const evaluationSet = await putEvaluationSet(all.registry, all.artifacts, 1, evaluationCsv(40));
  const gate = async (version: number, name: GateName) =>
    (await all.version(version))?.gates.find((found) => found.gate === name);
  /** A model of XGBoost that predicts as the linear model does. */
  const submitTrees = async (
    options: SubmissionOptions & { readonly framework?: string; readonly only?: object } = {},
  ) => {
    const { framework = 'xgboost', only = { 'model.json': xgboostJson }, ...rest } = options;
    return all.submit({
      evaluationSet,
      manifest: (manifest) => ({ ...manifest, framework }),
      ...rest,
      files: { 'model.tar.gz': await tarGz({ ...only }), ...rest.files },
    });
  };
  return { ...all, evaluationSet, gate, submitTrees };
}

const predictions = (offset: number, rows = 40): string =>
  `row,prediction\n${Array.from({ length: rows }, (_, i) => `${i},${2 * i + 3 * (i % 3) + offset}\n`).join('')}`;

/** As nobody predicts without knowing the targets. */
const perfect = `row,prediction\n${evaluationCsv(40)
  .split('\n')
  .slice(1, -1)
  .map((line, row) => `${row},${line.split(',')[2]}\n`)
  .join('')}`;

describe('a model that the platform can not run', () => {
  it('is judged by its submitted predictions, which are unverified where they pass, and passes where the policy says so', async () => {
    const { submitTrees, gate } = await platform(UNCHECKED);
    expect(await submitTrees()).toMatchObject({ outcome: 'Validated' });
    expect(await gate(1, 'integrity')).toMatchObject({ verdict: 'passed' });
    expect(await gate(1, 'reproduction')).toMatchObject({
      verdict: 'unverified',
      reason: "not run: a xgboost model can't be run here",
    });
    expect(await gate(1, 'quality')).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/: computed from the submitted predictions, which could not be checked$/),
      numbers: { mae: 1, rows: 40 },
    });
  });

  it('is rejected by a policy that does not say so', async () => {
    const { submitTrees } = await platform();
    const result = await submitTrees();
    expect(result).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([
        expect.stringContaining('quality: '),
        expect.stringContaining('reproduction: '),
      ]),
    });
  });

  it('fails by its own predictions, whatever the policy lets pass unverified', async () => {
    const { submitTrees, gate } = await platform(UNCHECKED);
    expect(await submitTrees({ files: { 'predictions.csv': predictions(5) } })).toMatchObject({ outcome: 'Rejected' });
    expect(await gate(1, 'quality')).toMatchObject({ verdict: 'failed', numbers: { mae: 5 } });
  });

  it.each<[string, string, RegExp]>([
    ['leave rows out', predictions(0, 30), /no prediction was submitted for 10 rows, row 30 first/],
    ['are none', 'row,score\n1,2\n', /expected row and prediction/],
  ])('fails where its predictions %s', async (_what, csv, reason) => {
    const { submitTrees, gate } = await platform(UNCHECKED);
    expect(await submitTrees({ files: { 'predictions.csv': csv } })).toMatchObject({ outcome: 'Rejected' });
    expect(await gate(1, 'quality')).toMatchObject({ verdict: 'failed', reason: expect.stringMatching(reason) });
  });

  it('is not judged by predictions of an older evaluation set', async () => {
    const { submitTrees, gate, registry, artifacts } = await platform();
    await putEvaluationSet(registry, artifacts, 2, evaluationCsv(30));
    await submitTrees();
    expect(await gate(1, 'quality')).toMatchObject({
      verdict: 'unverified',
      reason: 'its predictions are of evaluation set 1, the current one is 2',
    });
  });

  it('has to fit its signature all the same', async () => {
    const { submitTrees } = await platform(UNCHECKED);
    const other = xgboostJson.replace('"num_feature":"2"', '"num_feature":"3"').replace('["x","z"]', '["x","z","w"]');
    expect(await submitTrees({ only: { 'model.json': other } })).toMatchObject({
      outcome: 'Rejected',
      reasons: expect.arrayContaining([expect.stringMatching(/^signature: .*takes 3 features, the signature has 2/)]),
    });
  });

  it.each([
    ['lightgbm', { 'model.txt': lightgbmText }],
    ['sklearn', { 'model.pkl': '\x80\x02}.' }],
  ])('may be one of %s', async (framework, only) => {
    const { submitTrees, gate } = await platform(UNCHECKED);
    const files = Object.fromEntries(Object.entries(only).map(([path, text]) => [path, Buffer.from(text, 'latin1')]));
    expect(await submitTrees({ framework, only: files })).toMatchObject({ outcome: 'Validated' });
    expect(await gate(1, 'quality')).toMatchObject({ verdict: 'unverified', numbers: { mae: 1 } });
  });

  it('keeps no honest version away as champion, however good it was submitted to be', async () => {
    const { submitTrees, submit, gate, registry, evaluationSet } = await platform(UNCHECKED);
    await submitTrees({ submissionId: 'trees', files: { 'predictions.csv': perfect } });
    await put(registry, {
      ...{ kind: 'Alias', model: 'bikes', revision: 0, alias: 'champion', version: 1 },
      ...{ since: '2026-01-01T00:00:00.000Z', history: [] },
    });
    expect(await submit({ submissionId: 'second', evaluationSet })).toMatchObject({ outcome: 'Validated' });
    expect(await gate(2, 'champion')).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringContaining('the predictions that the champion was submitted with'),
      numbers: { championLoss: 0, candidateLoss: 1 },
    });
    expect((await gate(2, 'segments'))?.verdict).not.toBe('failed');
    await submitTrees({ submissionId: 'third' });
    expect(await gate(3, 'champion')).toMatchObject({ verdict: 'unverified' });
  });

  it('is compared with as champion by what it was submitted with, and that comparison is unverified', async () => {
    const { submitTrees, submit, gate, registry, evaluationSet, artifacts } = await platform(UNCHECKED);
    await submitTrees({ submissionId: 'trees' });
    await put(registry, {
      ...{ kind: 'Alias', model: 'bikes', revision: 0, alias: 'champion', version: 1 },
      ...{ since: '2026-01-01T00:00:00.000Z', history: [] },
    });
    await submit({ submissionId: 'second', evaluationSet });
    expect(await gate(2, 'quality')).toMatchObject({ verdict: 'passed' });
    expect(await gate(2, 'champion')).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringContaining('the predictions that the champion was submitted with'),
    });
    await putEvaluationSet(registry, artifacts, 2, evaluationCsv(30));
    await submit({ submissionId: 'third' });
    expect(await gate(3, 'champion')).toMatchObject({
      verdict: 'unverified',
      reason: expect.stringMatching(/a xgboost model can't be run here, and its predictions are of evaluation set 1/),
    });
  });
});
