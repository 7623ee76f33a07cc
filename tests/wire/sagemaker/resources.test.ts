import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteTagsCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  StopTrainingJobCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hosting, onInstances, serverless } from './hosting.js';
import { BUCKET, imageUri, type LocalSageMaker, REGION, ROLE, startLocalSageMaker } from './local-sagemaker.js';
import { trainingJob } from './training.js';

let local: LocalSageMaker;
let host: ReturnType<typeof hosting>;
beforeAll(async () => {
  local = await startLocalSageMaker();
  host = hosting(local);
  await host.createModel('known');
  await host.createConfig('known', [serverless('known')]);
});
afterAll(() => local.stop());

const arn = (path: string) => `arn:aws:sagemaker:${REGION}:000000000000:${path}`;
const invalid = (message: string) => ({ name: 'ValidationException', message, $metadata: { httpStatusCode: 400 } });
const training = trainingJob('a-job');

describe('a name that is taken', () => {
  it('is ResourceInUse for a training job', async () => {
    const input = { ...training, TrainingJobName: 'taken' };
    await local.sagemaker.send(new CreateTrainingJobCommand(input));
    await expect(local.sagemaker.send(new CreateTrainingJobCommand(input))).rejects.toMatchObject({
      name: 'ResourceInUse',
      message:
        'Training job names must be unique within an AWS account and region, ' +
        `and a training job with this name already exists (${arn('training-job/taken')})`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('is a ValidationException for models, configurations and endpoints', async () => {
    await expect(host.createModel('known')).rejects.toMatchObject(
      invalid(`Cannot create already existing model "${arn('model/known')}".`),
    );
    await expect(host.createConfig('known', [serverless('known')])).rejects.toMatchObject(
      invalid(`Cannot create already existing endpoint configuration "${arn('endpoint-config/known')}".`),
    );
    const create = new CreateEndpointCommand({ EndpointName: 'known', EndpointConfigName: 'known' });
    await local.sagemaker.send(create);
    await expect(local.sagemaker.send(create)).rejects.toMatchObject(
      invalid(`Cannot create already existing endpoint "${arn('endpoint/known')}".`),
    );
    await host.inService('known');
  });

  it('is free again after its resource was deleted', async () => {
    await host.createModel('reused');
    await local.sagemaker.send(new DeleteModelCommand({ ModelName: 'reused' }));
    await host.createModel('reused');
    expect((await local.sagemaker.send(new DescribeModelCommand({ ModelName: 'reused' }))).ModelName).toBe('reused');
  });
});

describe('a reference to what is not there', () => {
  const model = `Could not find model "${arn('model/absent')}".`;
  const config = `Could not find endpoint configuration "${arn('endpoint-config/absent')}".`;

  it('is a ValidationException that names it', async () => {
    const { sagemaker } = local;
    const absent = { ModelName: 'absent', EndpointConfigName: 'absent', TrainingJobName: 'absent' };
    const job = invalid('Requested resource not found.');
    await expect(sagemaker.send(new DescribeTrainingJobCommand(absent))).rejects.toMatchObject(job);
    await expect(sagemaker.send(new StopTrainingJobCommand(absent))).rejects.toMatchObject(job);
    await expect(sagemaker.send(new DescribeModelCommand(absent))).rejects.toMatchObject(invalid(model));
    await expect(sagemaker.send(new DeleteModelCommand(absent))).rejects.toMatchObject(invalid(model));
    await expect(sagemaker.send(new DescribeEndpointConfigCommand(absent))).rejects.toMatchObject(invalid(config));
    await expect(sagemaker.send(new DeleteEndpointConfigCommand(absent))).rejects.toMatchObject(invalid(config));
    await expect(host.createConfig('headless', [onInstances('absent')])).rejects.toMatchObject(invalid(model));
    await expect(
      sagemaker.send(new CreateEndpointCommand({ EndpointName: 'headless', EndpointConfigName: 'absent' })),
    ).rejects.toMatchObject(invalid(config));
    await expect(
      sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'absent', EndpointConfigName: 'known' })),
    ).rejects.toMatchObject(invalid(`Could not find endpoint "${arn('endpoint/absent')}".`));
  });

  it('is refused for data in S3 when a job or a model is created', async () => {
    const S3Uri = `s3://${BUCKET}/nothing/here`;
    const DataSource = { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri } };
    await expect(
      local.sagemaker.send(
        new CreateTrainingJobCommand({ ...training, InputDataConfig: [{ ChannelName: 'train', DataSource }] }),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining(`No S3 objects found under S3 URL "${S3Uri}"`) });
    const PrimaryContainer = { Image: imageUri('server'), ModelDataUrl: `${S3Uri}.tar.gz` };
    await expect(
      local.sagemaker.send(new CreateModelCommand({ ModelName: 'dataless', ExecutionRoleArn: ROLE, PrimaryContainer })),
    ).rejects.toMatchObject(invalid(`Could not find model data at ${S3Uri}.tar.gz.`));
  });
});

describe('an endpoint configuration', () => {
  it.each([
    ['a variant neither serverless nor on instances', [{ VariantName: 'A', ModelName: 'known' }]],
    ['a variant of both', [{ ...onInstances('known'), ...serverless('known') }]],
    ['a serverless variant beside another', [serverless('known'), onInstances('known', 'Other')]],
    ['two variants of one name', [onInstances('known'), onInstances('known')]],
    [
      'a memory size that AWS does not offer',
      [{ ...serverless('known'), ServerlessConfig: { MemorySizeInMB: 1500, MaxConcurrency: 1 } }],
    ],
  ])('is refused with %s', async (_, variants) => {
    await expect(host.createConfig('refused', variants)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is refused with data capture on a serverless endpoint', async () => {
    const capture = {
      InitialSamplingPercentage: 100,
      DestinationS3Uri: `s3://${BUCKET}/capture`,
      CaptureOptions: [{ CaptureMode: 'Input' as const }],
    };
    const command = new CreateEndpointConfigCommand({
      EndpointConfigName: 'captured',
      ProductionVariants: [serverless('known')],
      DataCaptureConfig: capture,
    });
    await expect(local.sagemaker.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('tags', () => {
  it('come from the resource’s creation, are added, replaced and deleted', async () => {
    const Tags = [{ Key: 'team', Value: 'ml platform' }];
    await local.sagemaker.send(new CreateTrainingJobCommand({ ...training, TrainingJobName: 'tagged', Tags }));
    const ResourceArn = arn('training-job/tagged');
    const added = await local.sagemaker.send(
      new AddTagsCommand({
        ResourceArn,
        Tags: [
          { Key: 'team', Value: 'fraud' },
          { Key: 'cost:center', Value: 'größe=7/8' },
        ],
      }),
    );
    expect(added.Tags).toHaveLength(2);
    await local.sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['cost:center'] }));
    const listed = await local.sagemaker.send(new ListTagsCommand({ ResourceArn }));
    expect(listed.Tags).toEqual([{ Key: 'team', Value: 'fraud' }]);
  });

  it('of a resource that is not there, or with a character that AWS refuses, are a ValidationException', async () => {
    const tag = (ResourceArn: string, Key: string) =>
      local.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key, Value: 'x' }] }));
    await expect(tag(arn('model/absent'), 'a')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(tag(arn('model/known'), 'a#b')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("at 'tags.1.member.key' failed to satisfy constraint"),
    });
  });
});
