import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageUri, type LocalSageMaker, startLocalSageMaker } from './local-sagemaker.js';
import { training } from './training.js';

let local: LocalSageMaker;
let jobs: ReturnType<typeof training>;
beforeAll(async () => {
  local = await startLocalSageMaker({ MLOPS_SAGEMAKER_JOB_STOP_SECONDS: '5' });
  jobs = training(local);
});
afterAll(() => local.stop());

describe('a training job that fails', () => {
  it('has what its program wrote to output/failure as FailureReason', async () => {
    const failed = await jobs.run('with-failure-file', { HyperParameters: { behaviour: 'failure-file' } });
    expect(failed).toMatchObject({ TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed' });
    expect(failed.FailureReason).toMatch(/^AlgorithmError: the column target is missing, exit code: 1\. Log: /);
  });

  it('has its last lines, exit code and log as FailureReason where its program wrote no reason', async () => {
    const failed = await jobs.run('crashing', { HyperParameters: { behaviour: 'crash' } });
    expect(failed.FailureReason).toMatch(
      /^AlgorithmError: reading rows\ndivision by zero in epoch 3, exit code: 1\. Log: /,
    );
    const log = join(local.workFolder, 'logs/training-jobs/crashing.log');
    expect(failed.FailureReason).toContain(log);
    expect(readFileSync(log, 'utf8')).toContain('division by zero');
  });

  it('names the images that there are when its own is none of them', async () => {
    const image = `${imageUri('trainer').slice(0, -2)}00`;
    const failed = await jobs.run('imageless', {
      AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
    });
    expect(failed.FailureReason).toContain(image);
    expect(failed.FailureReason).toContain(`trainer@${imageUri('trainer').split('@')[1]}`);
  });
});

describe('a training job that is ended', () => {
  it('is Stopping, then Stopped by StopTrainingJob, with what its program saved at SIGTERM', async () => {
    await jobs.create('stopped', { HyperParameters: { behaviour: 'save-on-stop' } });
    const log = join(local.workFolder, 'logs/training-jobs/stopped.log');
    await expect.poll(() => safely(() => readFileSync(log, 'utf8')), { timeout: 10_000 }).toContain('ready');
    await local.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' }));
    expect((await jobs.describeJob('stopped')).TrainingJobStatus).toMatch(/^Stopp(ing|ed)$/);
    const done = await jobs.ended('stopped');
    expect(done).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect(done.SecondaryStatusTransitions?.map((transition) => transition.Status)).toContain('Stopping');
    const model = await jobs.archive('training/stopped/output/model.tar.gz');
    expect(model.files).toEqual({ 'checkpoint.txt': 'weights' });
    await expect(
      local.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The request was rejected because the training job is in status Stopped.',
    });
  });

  it('is Stopped with MaxRuntimeExceeded at the end of its time', async () => {
    const done = await jobs.run('slow', {
      HyperParameters: { behaviour: 'save-on-stop' },
      StoppingCondition: { MaxRuntimeInSeconds: 1 },
    });
    expect(done).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
  });
});

function safely(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
