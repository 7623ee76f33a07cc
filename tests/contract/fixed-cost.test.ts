import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelTask } from '../../lib/index.js';
import { packageRoot } from '../../lib/private/package-root.js';
import { CHURN, synthesizePlatform } from '../fixtures/synthesis.js';
import { fixedMonthlyCost } from './fixed-cost.js';

const { json } = synthesizePlatform();
const bikes = { name: 'bikes', task: ModelTask.REGRESSION, dataset: { target: 'cnt' } };

test('an idle platform with one model costs what the README says', () => {
  const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
  const stated = /^\| *Fixed, platform with one model *\|.*\$(\d+\.\d\d) a month/m.exec(readme)?.[1];
  expect(stated).toBe(fixedMonthlyCost(json).toFixed(2));
});

test('a further model adds its nine alarms, and nothing else that is fixed', () => {
  const two = fixedMonthlyCost(synthesizePlatform({ models: [CHURN, bikes] }).json);
  expect(two - fixedMonthlyCost(json)).toBeCloseTo(0.9);
});

test('a resource that costs by the hour does not slip in', () => {
  const withEndpoint = structuredClone(json);
  withEndpoint.Resources.Endpoint = { Type: 'AWS::SageMaker::Endpoint', Properties: {} };
  expect(() => fixedMonthlyCost(withEndpoint)).toThrow('What do AWS::SageMaker::Endpoint cost when idle?');
});
