import { afterAll, expect, it } from 'vitest';
import { signatureSchema } from '../../lambdas/application/documents/manifest.js';
import { testPython } from '../wire/embedded-aws.js';
import { cleanUp, trained } from './programs.js';
import { buys, smallData } from './small-data.js';

afterAll(cleanUp);

it('a training job takes no column that only the evaluation rows have', async () => {
  const evaluation = smallData({ rows: 60, seed: 2, target: buys });
  const [header, ...lines] = evaluation.trim().split('\n');
  const withTown = [`${header},town`, ...lines.map((line, row) => `${line},${row % 2 === 0 ? 'east' : ''}`)].join('\n');
  const job = {
    train: smallData({ rows: 120, seed: 1, target: buys }),
    hyperparameters: { target: 'target', task: 'classification', n_estimators: '5', seed: '3' },
  };
  const python = await testPython();
  const [plain, wider] = [
    await trained(python, { ...job, evaluation }),
    await trained(python, { ...job, evaluation: `${withTown}\n` }),
  ];
  const { inputs } = signatureSchema.parse(wider.json('model/signature.json'));
  expect(inputs.map(({ name }) => name)).toEqual(['age', 'income', 'colour']);
  for (const file of ['output/data/predictions.csv', 'output/data/baseline/baseline.csv', 'output/data/sample.json']) {
    expect(wider.text(file)).toBe(plain.text(file));
  }
});
