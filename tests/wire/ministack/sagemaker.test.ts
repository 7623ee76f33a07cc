import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeTrainingJobCommand, ListTagsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderDigest, TestAws, testPython, until } from '../embedded-aws.js';

const ROLE = 'arn:aws:iam::000000000000:role/states';
const CONTAINERS = join(import.meta.dirname, '../sagemaker/containers');
const aws = new TestAws({ containers: CONTAINERS });
let sfn: SFNClient;
let sagemaker: SageMakerClient;
let image: string;
beforeAll(async () => {
  sfn = new SFNClient(aws.config);
  sagemaker = new SageMakerClient(aws.config);
  await new S3Client(aws.config).send(new CreateBucketCommand({ Bucket: 'bucket' }));
  image = `train@${folderDigest(await testPython(), join(CONTAINERS, 'trainer'))}`;
});

let machines = 0;
async function start(resource: string, parameters: object): Promise<string | undefined> {
  const state = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true };
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `machine-${machines++}`,
      definition: JSON.stringify({ StartAt: 'Only', States: { Only: state } }),
      roleArn: ROLE,
    }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return executionArn;
}

function ended(executionArn: string | undefined) {
  return until(`the end of ${executionArn}`, async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

const run = async (resource: string, parameters: object) => ended(await start(resource, parameters));

const trainingJob = (name: string, uri = `train@sha256:${'0'.repeat(64)}`, behaviour = 'train') => ({
  TrainingJobName: name,
  HyperParameters: { behaviour },
  AlgorithmSpecification: {
    TrainingImage: `000000000000.dkr.ecr.us-east-1.amazonaws.com/${uri}`,
    TrainingInputMode: 'File',
  },
  RoleArn: ROLE,
  OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
  ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
});

describe('Step Functions with SageMaker', () => {
  test("waits for a .sync task's job, and returns its description with times in milliseconds", async () => {
    const { status, output } = await run('sagemaker:createTrainingJob.sync', trainingJob('trained', image));
    expect(status).toBe('SUCCEEDED');
    const job = JSON.parse(output ?? '{}');
    expect(job).toMatchObject({
      TrainingJobName: 'trained',
      TrainingJobStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://bucket/output/trained/output/model.tar.gz' },
    });
    expect(Math.abs(job.TrainingEndTime - Date.now())).toBeLessThan(60_000);
  });

  test('stops the job of an execution that is stopped', async () => {
    const executionArn = await start('sagemaker:createTrainingJob.sync', trainingJob('endless', image, 'save-on-stop'));
    const statusOf = async () => {
      const job = await sagemaker
        .send(new DescribeTrainingJobCommand({ TrainingJobName: 'endless' }))
        .catch(() => undefined);
      return job?.TrainingJobStatus;
    };
    await until('the job', async () => ((await statusOf()) === 'InProgress' ? true : undefined));
    await sfn.send(new StopExecutionCommand({ executionArn }));
    await until('its end', async () => ((await statusOf()) === 'Stopped' ? true : undefined));
    expect((await ended(executionArn)).status).toBe('ABORTED');
  });

  test('fails a .sync task with the description of the failed job, times in milliseconds', async () => {
    const { status, error, cause } = await run('sagemaker:createTrainingJob.sync', trainingJob('unknown-image'));
    expect([status, error]).toEqual(['FAILED', 'States.TaskFailed']);
    const job = JSON.parse(cause ?? '{}');
    expect(job).toMatchObject({
      TrainingJobName: 'unknown-image',
      TrainingJobStatus: 'Failed',
      FailureReason: expect.stringContaining('not found'),
    });
    expect(Math.abs(job.CreationTime - Date.now())).toBeLessThan(60_000);
    expect(Number.isInteger(job.CreationTime)).toBe(true);
  });

  test('tags the jobs that it waits for, through the endpoint of all services', async () => {
    await run('sagemaker:createTrainingJob.sync', trainingJob('tagged'));
    const ResourceArn = 'arn:aws:sagemaker:us-east-1:000000000000:training-job/tagged';
    const { Tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
    expect(Tags).toEqual([{ Key: 'MANAGED_BY_AWS', Value: 'STARTED_BY_STEP_FUNCTIONS' }]);
  });

  test('names errors of an optimized integration as the older SDK does', async () => {
    const parameters = { EndpointName: 'e', EndpointConfigName: 'absent' };
    expect(await run('sagemaker:createEndpoint', parameters)).toMatchObject({
      error: 'SageMaker.AmazonSageMakerException',
      cause: expect.stringMatching(
        /^Could not find .*absent.* \(Service: AmazonSageMaker; Status Code: 400; Error Code: ValidationException; Request ID: [\w-]+; Proxy: null\)$/,
      ),
    });
    await run('sagemaker:createTrainingJob', trainingJob('twice'));
    const again = await run('sagemaker:createTrainingJob', trainingJob('twice'));
    expect(again.error).toBe('SageMaker.ResourceInUseException');
  });

  test('tells createEndpointConfig from createEndpoint', async () => {
    const variant = { VariantName: 'v', ModelName: 'absent', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
    const parameters = { EndpointConfigName: 'c', ProductionVariants: [variant] };
    const { cause } = await run('sagemaker:createEndpointConfig', parameters);
    expect(cause).toMatch(/model.*absent/i);
  });

  test('names errors of aws-sdk:sagemaker as the newer SDK does', async () => {
    expect(await run('aws-sdk:sagemaker:describeEndpoint', { EndpointName: 'absent' })).toMatchObject({
      error: 'SageMaker.SageMakerException',
      cause: expect.stringContaining('absent'),
    });
  });

  test('returns what aws-sdk:sagemaker describes, times as text', async () => {
    await run('sagemaker:createTrainingJob', trainingJob('described'));
    const { output } = await run('aws-sdk:sagemaker:describeTrainingJob', { TrainingJobName: 'described' });
    expect(JSON.parse(output ?? '{}')).toMatchObject({
      TrainingJobName: 'described',
      CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });
});
