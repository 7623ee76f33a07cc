import { expect, it } from 'vitest';
import { evaluationCsv, putEvaluationSet } from '../../../fixtures/submission.js';
import { validationPlatform } from '../../../fixtures/validation-platform.js';

const TRAINING = `training-${'a'.repeat(32)}`;

async function submitted(submissionId: string, claims: object) {
  const { registry, artifacts, submit } = validationPlatform();
  const evaluationSet = await putEvaluationSet(registry, artifacts, 1, evaluationCsv(40));
  return submit({
    submissionId,
    evaluationSet,
    manifest: (manifest) => ({ ...manifest, lineage: { ...(manifest.lineage as object), ...claims } }),
  });
}

const CLAIMS: [string, object][] = [
  ['trigger', { trigger: 'drift' }],
  ['trigger', { trigger: 'schedule' }],
  ['runId', { runId: 'run-1' }],
  ['trainingJobArn', { trainingJobArn: 'arn:aws:sagemaker:eu-west-1:1:training-job/x' }],
];

it.each(CLAIMS)('what people submit says no %s of a retraining run: %j', async (field, claim) => {
  expect(await submitted('20260101T000000Z-abc', claim)).toMatchObject({
    outcome: 'Rejected',
    reasons: expect.arrayContaining([expect.stringContaining(`not valid: lineage.${field}: found `)]),
  });
});

it.each(CLAIMS)('what a retraining run submits says its %s: %j', async (_, claim) => {
  expect(await submitted(TRAINING, claim)).toMatchObject({ outcome: 'Validated' });
});

it('people may say that they trained by hand', async () => {
  expect(await submitted('20260101T000000Z-abc', { trigger: 'manual' })).toMatchObject({ outcome: 'Validated' });
});
