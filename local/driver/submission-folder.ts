import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type LoopContext } from './loop-context.js';
import { runPython } from './run-program.js';

/**
 * Has one of the scenario's scripts make a submission folder, as a data scientist does on their own machine: from the rows
 * and hyperparameters that the champion was trained with.
 */
export async function makeSubmission(
  context: LoopContext,
  script: string,
): Promise<{ readonly folder: string; readonly printed: string }> {
  const { scenario, workFolder, python, root, env, signal } = context;
  const folder = join(workFolder, script.replace(/\.py$/, ''));
  const { training, evaluation, hyperparameters } = await saveChampionData(context);
  const args = ['--training-data', training, '--evaluation-data', evaluation, '--hyperparameters', hyperparameters];
  const positive = typeof scenario.positiveLabel === 'string' ? ['--positive-label', scenario.positiveLabel] : [];
  const columns = ['--target', scenario.target, '--task', scenario.task, ...positive];
  const program = join(root, 'local/scenario', script);
  const result = await runPython(python, [program, ...args, ...columns, '--out', folder], { env, signal, cwd: root });
  if (result.code !== 0) throw new Error(`${script} failed: ${result.stderr.trim().split('\n').at(-1)}`);
  return { folder, printed: result.stdout };
}

/** Saves what a data scientist may read: the champion's training rows and the current evaluation set. */
async function saveChampionData({ client, control, outputs, scenario, workFolder }: LoopContext) {
  const champion = await control.champion(scenario.model);
  expect('a champion', champion !== undefined, champion);
  const lineage = (await control.version(scenario.model, champion)).contents?.lineage;
  const train = lineage?.datasets.find(({ key }) => key.endsWith('/train.csv'));
  const current = (await control.model(scenario.model))?.evaluationSet;
  expect("the champion's training rows in its lineage, and an evaluation set", train && current, lineage);
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const save = async (key: string, name: string): Promise<string> => {
    const object = await s3.send(new GetObjectCommand({ Bucket: outputs.ArtifactBucketName, Key: key }));
    const file = join(workFolder, name);
    writeFileSync(file, (await object.Body?.transformToByteArray()) ?? new Uint8Array());
    return file;
  };
  mkdirSync(workFolder, { recursive: true });
  return {
    training: await save(train.key, 'champion-train.csv'),
    evaluation: await save(current.key, 'evaluation.csv'),
    hyperparameters: JSON.stringify(lineage?.hyperparameters ?? {}),
  };
}
