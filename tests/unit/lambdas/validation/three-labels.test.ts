import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { validateModelVersion } from '../../../../lambdas/application/validation/validate-model-version.js';
import { MemoryModelPolicyStore } from '../../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../../fixtures/model-policy.js';
import { softmaxOnnx, softmaxSignature } from '../../../fixtures/onnx-models.js';
import { put } from '../../../fixtures/registry-records.js';
import {
  linearReport,
  putEvaluationSet,
  type SubmissionOptions,
  uploadSubmission,
} from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const TREES = ['ash', 'elm', 'oak'];

/** Rows that the model tells apart, but for each seventh, which is another tree. */
const rows = Array.from({ length: 210 }, (_, row) => {
  const [x, y] = [Math.sin(row) * 3, Math.cos(row * 2) * 3];
  const weights = [Math.exp(x), Math.exp(y), 1];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = weights.map((weight) => weight / total);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { x, y, probabilities, best, tree: TREES[row % 7 === 0 ? (best + 1) % 3 : best] ?? '' };
});

const evaluationCsv = `x,y,tree\n${rows.map(({ x, y, tree }) => `${x},${y},${tree}\n`).join('')}`;
const predictionsOf = (vector: (of: (typeof rows)[number]) => readonly number[]): string =>
  `row,prediction,probability,${TREES.map((tree) => `probability.${tree}`).join(',')}\n${rows
    .map((of, row) => `${row},${TREES[of.best]},${of.probabilities[of.best]},${vector(of).join(',')}\n`)
    .join('')}`;

const SUBMISSION = {
  archive: { 'model.onnx': softmaxOnnx, 'signature.json': JSON.stringify(softmaxSignature) },
  manifest: (manifest: Record<string, unknown>) => ({
    ...manifest,
    task: 'classification',
    signature: softmaxSignature,
  }),
} as const;
const FILES = {
  'evaluation.json': JSON.stringify({
    ...linearReport,
    task: 'classification',
    target: 'tree',
    rows: rows.length,
    metrics: {},
    importance: { x: 1 },
    loss: { name: 'brier', mean: 0.30246, standardDeviation: 0.541158 },
  }),
  'predictions.csv': predictionsOf(({ probabilities }) => probabilities),
  'sample.json': '{"instances":[{"x":0,"y":0.7}],"predictions":[{"prediction":"elm","probability":0.5017}]}',
  'baseline/baseline.csv': `x,y,prediction,probability,tree\n${rows
    .map(({ x, y, best, probabilities, tree }) => `${x + 9},${y},${TREES[best]},${probabilities[best]},${tree}\n`)
    .join('')}`,
};

async function platform() {
  const all = validationPlatform();
  const policy = modelPolicy({
    task: 'classification',
    dataset: { target: 'tree', exclude: [], minimumRows: 10 },
    gates: {
      predictionTolerance: 0.001,
      championMargin: 0.05,
      metrics: { f1_macro: { minimum: 0.5 }, roc_auc_ovr: { minimum: 0.5 } },
      advisory: ['data', 'segments', 'robustness'],
    },
  });
  const deps = { ...all, policies: new MemoryModelPolicyStore(policy) };
  const evaluationSet = await putEvaluationSet(all.registry, all.artifacts, 1, evaluationCsv);
  const submit = async (submissionId: string, files: SubmissionOptions['files'] = {}) => {
    const options = { ...SUBMISSION, files: { ...FILES, ...files }, submissionId, evaluationSet };
    const { key } = await uploadSubmission(all.registry, all.artifacts, options);
    return validateModelVersion(deps, { key });
  };
  const gateOf = async (version: number, name: string) =>
    (await all.version(version))?.gates.find(({ gate }) => gate === name);
  return { ...all, submit, gateOf };
}

describe('a model of three labels', () => {
  it('is scored on all probabilities, reproduced, and reported with calibration and confusion', async () => {
    const { submit, gateOf, version, artifacts } = await platform();
    expect(await submit('s1')).toMatchObject({ outcome: 'Validated', reasons: [] });
    expect(await gateOf(1, 'reproduction')).toMatchObject({ verdict: 'passed', numbers: { rows: 210 } });
    const quality = await gateOf(1, 'quality');
    expect(quality).toMatchObject({ verdict: 'passed', numbers: { accuracy: 180 / 210, rows: 210 } });
    const pointer = (await version(1))?.validationReport;
    const report = z
      .looseObject({ gates: z.array(z.looseObject({ gate: z.string(), details: z.looseObject({}).optional() })) })
      .parse(JSON.parse(await artifacts.readText(pointer?.key ?? '', pointer?.versionId)));
    const details = z
      .looseObject({
        confusion: z.object({ labels: z.array(z.string()), actualByPredicted: z.array(z.array(z.number())) }),
        calibration: z.array(z.looseObject({ rows: z.number() })).length(15),
      })
      .parse(report.gates.find(({ gate }) => gate === 'quality')?.details);
    expect(details.confusion.labels).toEqual(TREES);
    expect(details.confusion.actualByPredicted.flat().reduce((sum, count) => sum + count, 0)).toBe(210);
    // The most probable of three labels is never below a third.
    expect(details.calibration.slice(0, 4).every((bin) => bin.rows === 0)).toBe(true);
  });

  it('is rejected when a probability of another label than the predicted one was not its own', async () => {
    const { submit } = await platform();
    const swapped = predictionsOf(({ probabilities, best }) => {
      const vector = [...probabilities];
      const [a = 0, b = 0] = [0, 1, 2].filter((label) => label !== best);
      [vector[a], vector[b]] = [vector[b] ?? 0, vector[a] ?? 0];
      return vector;
    });
    expect(await submit('s1', { 'predictions.csv': swapped })).toMatchObject({
      outcome: 'Rejected',
      reasons: [expect.stringMatching(/^reproduction: the prediction of row \d+ differs from ours/)],
    });
  });

  it('needs the probability of every label in its submitted predictions', async () => {
    const { submit } = await platform();
    const short = FILES['predictions.csv'].replace('probability.oak', 'probability.fir');
    expect(await submit('s1', { 'predictions.csv': short })).toMatchObject({
      outcome: 'Rejected',
      reasons: [
        expect.stringContaining('expected row and probability, probability.ash, probability.elm, probability.oak'),
      ],
    });
  });

  it('is no worse than itself as the champion', async () => {
    const { submit, gateOf, registry } = await platform();
    await submit('s1');
    const champion = { kind: 'Alias', model: 'bikes', revision: 0, alias: 'champion', version: 1 } as const;
    await put(registry, { ...champion, since: '2026-01-01T00:00:00.000Z', history: [] });
    expect(await submit('s2')).toMatchObject({ outcome: 'Validated' });
    expect(await gateOf(2, 'champion')).toMatchObject({
      verdict: 'passed',
      numbers: { difference: 0, upperBound: 0, mcnemarP: 1 },
    });
  });
});
