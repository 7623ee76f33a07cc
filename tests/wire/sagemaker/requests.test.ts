import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  ListNotebookInstancesCommand,
  ListTrainingJobsCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageUri, type LocalSageMaker, REGION, ROLE, startLocalSageMaker } from './local-sagemaker.js';
import { trainingJob } from './training.js';

let local: LocalSageMaker;
beforeAll(async () => {
  local = await startLocalSageMaker();
});
afterAll(() => local.stop());

const arn = (path: string) => `arn:aws:sagemaker:${REGION}:000000000000:${path}`;
const invalid = (message: string) => ({ name: 'ValidationException', message, $metadata: { httpStatusCode: 400 } });
const training = trainingJob('a-job');

/** A raw request of the json 1.1 protocol: what a typed client would not send. */
async function post(target: string, body: string) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const answer = await fetch(local.server.url, { method: 'POST', headers, body });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

describe('a request that breaks the service model', () => {
  it.each<[string, Partial<CreateTrainingJobCommandInput>, string]>([
    [
      'a name with an underscore',
      { TrainingJobName: 'a_job' },
      "Value 'a_job' at 'trainingJobName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
    ],
    [
      'a nested name with a space',
      {
        InputDataConfig: [
          {
            ChannelName: 'my channel',
            DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://a/b' } },
          },
        ],
      },
      "Value 'my channel' at 'inputDataConfig.1.member.channelName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [A-Za-z0-9\\.\\-_]+',
    ],
    [
      'a missing role',
      { RoleArn: undefined },
      "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no channel in a list that needs one',
      { InputDataConfig: [] },
      "Value '[]' at 'inputDataConfig' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    ],
    [
      'no time at all',
      { StoppingCondition: { MaxRuntimeInSeconds: 0 } },
      "Value '0' at 'stoppingCondition.maxRuntimeInSeconds' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 1',
    ],
    [
      'a hyperparameter that is too long',
      { HyperParameters: { seed: 'x'.repeat(2501) } },
      `Value '{"seed":"${'x'.repeat(2501)}"}' at 'hyperParameters' failed to satisfy constraint: ` +
        'Map value must satisfy constraint: [Member must have length less than or equal to 2500]',
    ],
  ])('says what is wrong in AWS’s words: %s', async (_, overrides, problem) => {
    await expect(
      local.sagemaker.send(new CreateTrainingJobCommand({ ...training, ...overrides })),
    ).rejects.toMatchObject(invalid(`1 validation error detected: ${problem}`));
  });

  it('says all that is wrong at once, with the values that an enum allows', async () => {
    const body = { TrainingJobName: 'x_y', SortBy: 'Color', MaxResults: 101, StatusEquals: 'Completed' };
    const answer = await post('SageMaker.ListTrainingJobs', JSON.stringify(body));
    const message = [
      "2 validation errors detected: Value '101' at 'maxResults' failed to satisfy constraint: " +
        'Member must have value less than or equal to 100',
      "Value 'Color' at 'sortBy' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [Name, CreationTime, Status]',
    ].join('; ');
    expect(answer).toMatchObject({ status: 400, body: { __type: 'ValidationException', message } });
  });

  it.each([
    ['a number for a string', { TrainingJobName: 7 }, 'NUMBER_VALUE can not be converted to a String'],
    ['a string for a list', { ...training, InputDataConfig: 'x' }, 'STRING_VALUE can not be converted to a List'],
    ['a fraction for an integer', { MaxResults: 1.5 }, 'NUMBER_VALUE can not be converted to an Integer'],
    ['a list for the request', [], 'LIST_VALUE can not be converted to a Structure'],
  ])('is a SerializationException where the JSON type is wrong: %s', async (_, body, message) => {
    const operation = 'MaxResults' in body ? 'ListTrainingJobs' : 'CreateTrainingJob';
    const answer = await post(`SageMaker.${operation}`, JSON.stringify(body));
    expect(answer).toMatchObject({ status: 400, body: { __type: 'SerializationException', message } });
  });

  it('is a SerializationException where the body is not JSON', async () => {
    expect(await post('SageMaker.ListModels', '{')).toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    });
  });

  it('takes no harm from members that the model does not know, and never sends them back', async () => {
    const body = JSON.stringify({ ModelName: 'unknown-member', ExecutionRoleArn: ROLE, Color: 'red' });
    const container = { Image: imageUri('server') };
    const answer = await post(
      'SageMaker.CreateModel',
      `${body.slice(0, -1)},"PrimaryContainer":${JSON.stringify(container)}}`,
    );
    expect(answer).toEqual({ status: 200, body: { ModelArn: arn('model/unknown-member') } });
    const described = await post('SageMaker.DescribeModel', '{"ModelName":"unknown-member"}');
    expect(Object.keys(described.body ?? {}).sort()).toEqual([
      'CreationTime',
      'EnableNetworkIsolation',
      'ExecutionRoleArn',
      'ModelArn',
      'ModelName',
      'PrimaryContainer',
    ]);
  });
});

describe('an operation that is not offered', () => {
  it('is an UnknownOperationException', async () => {
    await expect(local.sagemaker.send(new ListNotebookInstancesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(await post('DynamoDB.ListTables', '{}')).toMatchObject({ body: { __type: 'UnknownOperationException' } });
  });
});

describe('a request that only AWS can honour', () => {
  it.each<[string, Partial<CreateTrainingJobCommandInput>]>([
    ['two instances', { ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 } }],
    ['Pipe mode', { AlgorithmSpecification: { TrainingImage: imageUri('trainer'), TrainingInputMode: 'Pipe' } }],
    ['an algorithm by name', { AlgorithmSpecification: { AlgorithmName: 'xgboost', TrainingInputMode: 'File' } }],
  ])('is refused, not half done: %s', async (_, overrides) => {
    await expect(
      local.sagemaker.send(new CreateTrainingJobCommand({ ...training, ...overrides })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^The local SageMaker does not support .* It supports /),
    });
  });
});

describe('a page token', () => {
  it('that no list gave out is a ValidationException', async () => {
    await expect(local.sagemaker.send(new ListTrainingJobsCommand({ NextToken: 'forged' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
