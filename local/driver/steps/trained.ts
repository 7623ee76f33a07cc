import { readFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { objectKeys } from '../../../lib/contracts/index.js';
import { expect, type Step } from '../loop-context.js';

const runSchema = z.looseObject({
  runId: z.string(),
  executionArn: z.string(),
  status: z.string(),
  output: z.unknown().optional(),
});

/** The data scientist puts labelled rows, and starts the retraining pipeline. */
export const trained: Step = async ({ dataScientist, dataScientistS3, scenario, outputs }) => {
  const key = `${objectKeys.datasets(scenario.model)}reference.csv`;
  await dataScientistS3.send(
    new PutObjectCommand({ Bucket: outputs.ArtifactBucketName, Key: key, Body: readFileSync(scenario.trainingFile) }),
  );
  const { code, output, stderr } = await dataScientist.run(
    'retrain',
    'start',
    '--model',
    scenario.model,
    '--reason',
    'first training',
    '--wait',
  );
  expect('the retraining to succeed', code === 0, stderr || output);
  return { dataset: key, ...runSchema.parse(output) };
};
