import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  type CreateProcessingJobCommandInput,
  DescribeProcessingJobCommand,
  paginateListProcessingJobs,
  StopProcessingJobCommand,
  waitUntilProcessingJobCompletedOrStopped,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, imageUri, type LocalSageMaker, ROLE, startLocalSageMaker } from './local-sagemaker.js';

let local: LocalSageMaker;
beforeAll(async () => {
  local = await startLocalSageMaker();
  await local.put('rows/one.txt', 'one');
  await local.put('rows/deeper/two.txt', 'two');
});
afterAll(() => local.stop());

function job(ProcessingJobName: string, then?: string): CreateProcessingJobCommandInput {
  const input = '/opt/ml/processing/input';
  const output = '/opt/ml/processing/output';
  return {
    ProcessingJobName,
    RoleArn: ROLE,
    AppSpecification: {
      ImageUri: imageUri('processor'),
      ...(then !== undefined && { ContainerArguments: ['--from', input, '--to', output, '--then', then] }),
    },
    ProcessingResources: {
      ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    },
    ProcessingInputs: [
      {
        InputName: 'rows',
        S3Input: { S3Uri: `s3://${BUCKET}/rows`, LocalPath: input, S3DataType: 'S3Prefix', S3InputMode: 'File' },
      },
    ],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: 'loud',
          S3Output: { S3Uri: `s3://${BUCKET}/loud/${ProcessingJobName}`, LocalPath: output, S3UploadMode: 'EndOfJob' },
        },
      ],
    },
    Environment: { SUFFIX: '!' },
  };
}

async function ended(name: string) {
  const waited = { client: local.sagemaker, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.2 };
  await waitUntilProcessingJobCompletedOrStopped(waited, { ProcessingJobName: name }).catch(() => undefined);
  return local.sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
}

const read = async (key: string) => {
  const object = await local.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return object.Body?.transformToString();
};

describe('a processing job', () => {
  it('brings its inputs in and its outputs out, by the paths of the container', async () => {
    await local.sagemaker.send(new CreateProcessingJobCommand(job('loud')));
    expect(await ended('loud')).toMatchObject({ ProcessingJobStatus: 'Completed', ExitMessage: 'processed 2 files' });
    expect([await read('loud/loud/one.txt'), await read('loud/loud/deeper/two.txt')]).toEqual(['ONE!', 'TWO!']);
  });

  it('fails with its exit message and last lines', async () => {
    await local.sagemaker.send(new CreateProcessingJobCommand(job('failing', 'fail')));
    const failed = await ended('failing');
    expect(failed).toMatchObject({ ProcessingJobStatus: 'Failed', ExitMessage: 'processed 2 files' });
    expect(failed.FailureReason).toMatch(/^AlgorithmError: no rows left, exit code: 1\. Log: /);
  });

  it('is stopped by StopProcessingJob', async () => {
    await local.sagemaker.send(new CreateProcessingJobCommand(job('endless', 'sleep')));
    await local.sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'endless' }));
    expect((await ended('endless')).ProcessingJobStatus).toBe('Stopped');
  });

  it('has a name of its own', async () => {
    await local.sagemaker.send(new CreateProcessingJobCommand(job('twice')));
    await expect(local.sagemaker.send(new CreateProcessingJobCommand(job('twice')))).rejects.toMatchObject({
      name: 'ResourceInUse',
      $metadata: { httpStatusCode: 400 },
    });
    await ended('twice');
  });

  it('that does not exist is a ValidationException', async () => {
    await expect(
      local.sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: 'nobody' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Could not find requested job with name: nobody',
    });
  });

  it('is listed once, however small the pages', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) {
      await local.sagemaker.send(new CreateProcessingJobCommand(job(name)));
    }
    const names: (string | undefined)[] = [];
    const filter = { NameContains: 'list-', MaxResults: 1 };
    for await (const page of paginateListProcessingJobs({ client: local.sagemaker }, filter)) {
      names.push(...(page.ProcessingJobSummaries?.map((summary) => summary.ProcessingJobName) ?? []));
    }
    expect(names).toEqual(['list-a', 'list-b', 'list-c']);
    for (const name of names) if (name !== undefined) await ended(name);
  });
});
