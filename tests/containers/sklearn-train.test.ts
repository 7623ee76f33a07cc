import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statisticsSchema } from '../../lambdas/application/documents/data-quality.js';
import { evaluationReportSchema, signatureSchema } from '../../lambdas/application/documents/manifest.js';
import { sampleSchema } from '../../lambdas/application/documents/sample.js';
import { testPython } from '../wire/embedded-aws.js';
import { cleanUp, failureOf, startTraining, trained } from './programs.js';
import { buys, smallData, spends } from './small-data.js';

const records = (text: string): Record<string, string>[] => parse(text, { columns: true });
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const classification = {
  train: smallData({ rows: 240, seed: 1, target: buys }),
  evaluation: smallData({ rows: 80, seed: 2, target: buys }),
  hyperparameters: { target: 'target', task: 'classification', n_estimators: '20', seed: '3' },
};
const regression = {
  train: smallData({ rows: 240, seed: 1, target: spends }),
  evaluation: smallData({ rows: 80, seed: 2, target: spends }),
  hyperparameters: { target: 'target', task: 'regression', n_estimators: '20' },
};

let python: string;
beforeAll(async () => {
  python = await testPython();
});
afterAll(cleanUp);

describe('a classification job', () => {
  let job: Awaited<ReturnType<typeof trained>>;
  beforeAll(async () => {
    job = await trained(python, classification);
  });

  it('writes a signature with the types, gaps, ranges and labels that the training data has', () => {
    const incomes = records(classification.train).flatMap(({ income }) => (income ? [Number(income)] : []));
    const signature = signatureSchema.parse(job.json('model/signature.json'));
    expect(signature).toEqual({
      task: 'classification',
      inputs: [
        { name: 'age', type: 'long', required: true, minimum: 18, maximum: 77 },
        {
          name: 'income',
          type: 'double',
          required: false,
          minimum: Math.min(...incomes),
          maximum: Math.max(...incomes),
        },
        { name: 'colour', type: 'string', required: false, categories: ['blue', 'green, light', 'red'] },
      ],
      outputs: [
        { name: 'prediction', type: 'string' },
        { name: 'probability', type: 'double' },
      ],
      labels: ['no', 'yes'],
    });
  });

  it('takes the rows of its sample from those that keep to the ranges', async () => {
    const [header = '', ...lines] = classification.evaluation.trim().split('\n');
    const beyond = lines.slice(0, 10).map((line) => line.replace(/^\d+,/, '130,'));
    const evaluation = [header, ...beyond, ...lines.slice(10)].join('\n');
    const { json } = await trained(python, { ...classification, evaluation });
    const { instances } = sampleSchema.parse(json('output/data/sample.json'));
    expect(instances.map(({ age }) => String(age))).toEqual(lines.slice(10, 15).map((line) => line.split(',')[0]));
  });

  it('reports metrics and loss that its predictions bear out', () => {
    const report = evaluationReportSchema.parse(job.json('output/data/evaluation.json'));
    const truth = records(classification.evaluation).map((row) => row.target);
    const rows = records(job.text('output/data/predictions.csv'));
    expect(rows.map((row) => row.row)).toEqual(truth.map((_, index) => String(index)));
    const briers = rows.map(({ probability }, i) => (Number(probability) - (truth[i] === 'yes' ? 1 : 0)) ** 2);
    expect(report.rows).toBe(80);
    expect(report.metrics.accuracy).toBeCloseTo(mean(rows.map(({ prediction }, i) => Number(prediction === truth[i]))));
    expect(report.metrics.accuracy).toBeGreaterThan(0.8);
    expect(report.loss.name).toBe('brier');
    expect(report.loss.mean).toBeCloseTo(mean(briers), 10);
    const variance = briers.reduce((sum, loss) => sum + (loss - mean(briers)) ** 2, 0) / (briers.length - 1);
    expect(report.loss.standardDeviation).toBeCloseTo(Math.sqrt(variance), 10);
  });

  it('gives importance as shares, most to what decides', () => {
    const { importance } = evaluationReportSchema.parse(job.json('output/data/evaluation.json'));
    expect(Object.values(importance ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    expect(importance?.age).toBeGreaterThan(importance?.income ?? 1);
    expect(importance?.colour).toBeGreaterThan(importance?.income ?? 1);
  });

  it('writes statistics in the shape of SageMaker Model Monitor', () => {
    const statistics = statisticsSchema.parse(job.json('output/data/baseline/statistics.json'));
    expect(statistics.dataset.item_count).toBe(240);
    expect(statistics.features.map(({ name, inferred_type }) => [name, inferred_type])).toEqual([
      ['age', 'Integral'],
      ['income', 'Fractional'],
      ['colour', 'String'],
      ['prediction', 'String'],
      ['probability', 'Fractional'],
      ['target', 'String'],
    ]);
  });

  it('writes the same bytes when it runs again', async () => {
    const again = await trained(python, classification);
    const files = [
      'predictions.csv',
      'evaluation.json',
      'sample.json',
      'baseline/baseline.csv',
      'baseline/statistics.json',
      'baseline/constraints.json',
    ];
    for (const file of ['model/model.onnx', 'model/signature.json', ...files.map((name) => `output/data/${name}`)]) {
      expect(again.bytes(file).equals(job.bytes(file)), file).toBe(true);
    }
  });
});

describe('what a job learns from', () => {
  it('predicts each baseline row with a model that has not seen it', async () => {
    const noise = (rows: number, seed: number) =>
      smallData({ rows, seed, target: (_, random) => (random() < 0.5 ? 'heads' : 'tails') });
    const { text } = await trained(python, { ...classification, train: noise(400, 5), evaluation: noise(50, 6) });
    const rows = records(text('output/data/baseline/baseline.csv'));
    expect(rows).toHaveLength(400);
    expect(mean(rows.map((row) => Number(row.prediction === row.target)))).toBeLessThan(0.62);
  });

  it('takes numbers as labels, and the probability of the positive one', async () => {
    const coded = (text: string) => text.replaceAll(',yes\n', ',1\n').replaceAll(',no\n', ',0\n');
    const { json, text } = await trained(python, {
      train: coded(classification.train),
      evaluation: coded(classification.evaluation),
      hyperparameters: { ...classification.hyperparameters, positive_label: '0' },
    });
    expect(json('model/signature.json')).toMatchObject({ labels: [1, 0], outputs: [{ type: 'long' }, {}] });
    for (const { prediction, probability } of records(text('output/data/predictions.csv'))) {
      expect(prediction).toBe(Number(probability) > 0.5 ? '0' : '1');
    }
  });

  it('leaves rows without a target out, and keeps the others at their row', async () => {
    const lines = regression.evaluation.split('\n');
    lines[2] = lines[2]?.replace(/,[^,]*$/, ',') ?? '';
    const { json, text } = await trained(python, { ...regression, evaluation: lines.join('\n') });
    expect(evaluationReportSchema.parse(json('output/data/evaluation.json')).rows).toBe(79);
    const rows = records(text('output/data/predictions.csv')).map(({ row }) => row);
    expect(rows.slice(0, 3)).toEqual(['0', '2', '3']);
  });

  it.each(['random-forest', 'gradient-boosting', 'linear'])('fits a number with %s', async (estimator) => {
    const { json, text } = await trained(python, {
      ...regression,
      hyperparameters: { ...regression.hyperparameters, n_estimators: '60', estimator },
    });
    const { metrics, loss } = evaluationReportSchema.parse(json('output/data/evaluation.json'));
    const truth = records(regression.evaluation).map(({ target }) => Number(target));
    const errors = records(text('output/data/predictions.csv')).map(({ prediction }, i) =>
      Math.abs(Number(prediction) - (truth[i] ?? Number.NaN)),
    );
    expect(metrics.mae).toBeCloseTo(mean(errors), 8);
    expect(loss).toMatchObject({ name: 'absolute_error', mean: metrics.mae });
    expect(metrics.r2).toBeGreaterThan(0.85);
  });
});

describe('a job that can not succeed', () => {
  it.each([
    [
      'a target that is no column',
      { hyperparameters: { target: 'cost', task: 'regression' } },
      /no column "cost".*age, income/,
    ],
    [
      'text where a number must be',
      { hyperparameters: { target: 'target', task: 'regression' } },
      /"(yes|no)", expected a number/,
    ],
    [
      'numbers as labels',
      { ...regression, hyperparameters: { target: 'target', task: 'classification' } },
      /expected exactly two/,
    ],
    [
      'a hyperparameter that it does not know',
      { hyperparameters: { target: 'target', task: 'regression', depth: '3' } },
      /unknown hyperparameter depth; allowed are target/,
    ],
    [
      'a hyperparameter that is no number',
      { hyperparameters: { ...classification.hyperparameters, seed: '-1' } },
      /seed: got "-1", expected a whole number/,
    ],
    [
      'a label that does not occur',
      { hyperparameters: { ...classification.hyperparameters, positive_label: 'maybe' } },
      /got "maybe", expected a value of the target, no or yes/,
    ],
    ['a channel that is not there', { evaluation: undefined }, /channel "evaluation" is missing/],
    [
      'a row with a field too many',
      { train: `${classification.train}1,2,red,yes,5\n` },
      /line 242: got 5 fields, expected 4/,
    ],
    [
      'a feature that evaluation lacks',
      { evaluation: 'age,target\n3,yes\n4,no\n' },
      /lacks the columns income, colour/,
    ],
    [
      'too few rows of a label',
      { train: 'age,target\n1,yes\n2,no\n3,no\n4,no\n5,no\n6,no\n' },
      /1 rows of each label, expected at least 5/,
    ],
    [
      'a number beyond float32',
      { train: classification.train.replace(/\n\d+,/, '\n9e99,') },
      /row 0, column age: .* beyond float32/,
    ],
  ])('names %s', async (_, change, message) => {
    const failure = await failureOf(python, { ...classification, ...change });
    expect(failure).toMatch(message);
  });

  it('leaves no model behind', async () => {
    const { base, ended } = startTraining(python, { ...classification, evaluation: 'age\n1\n' });
    expect((await ended).code).toBe(1);
    expect(existsSync(join(base, 'model/model.onnx'))).toBe(false);
  });

  it('ends within two seconds of SIGTERM', async () => {
    const { child, ended, output } = startTraining(python, {
      ...regression,
      train: smallData({ rows: 20_000, seed: 1, target: spends }),
      hyperparameters: { ...regression.hyperparameters, n_estimators: '2000' },
    });
    await expect.poll(output, { timeout: 20_000 }).toMatch(/training rows/);
    const sent = Date.now();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 143 });
    expect(Date.now() - sent).toBeLessThan(2000);
  });
});
