import { join } from 'node:path';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListTrainingJobsCommand, paginateListTrainingJobs } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BUCKET, type LocalSageMaker, REGION, startLocalSageMaker } from './local-sagemaker.js';
import { training } from './training.js';

let local: LocalSageMaker;
let jobs: ReturnType<typeof training>;
beforeAll(async () => {
  local = await startLocalSageMaker();
  jobs = training(local);
  await local.put('data/train/train.csv', 'a,b\n1,2\n');
  await local.put('data/train/deeper/more.csv', 'a,b\n3,4\n');
  await local.put('data/train-of-others/not-mine.csv', 'x');
  await local.put('data/evaluation.csv', 'a,b\n5,6\n');
});
afterAll(() => local.stop());

const arn = (name: string) => `arn:aws:sagemaker:${REGION}:000000000000:training-job/${name}`;

const channel = (ChannelName: string, S3Uri: string) => ({
  ChannelName,
  ContentType: 'text/csv',
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri } },
});

const seenSchema = z.object({
  arguments: z.array(z.string()),
  folder: z.string(),
  base: z.string(),
  files: z.record(z.string(), z.string()),
  environment: z.record(z.string(), z.string()),
});

describe('a training job that succeeds', () => {
  const channels = () => [
    channel('train', `s3://${BUCKET}/data/train/`),
    channel('evaluation', `s3://${BUCKET}/data/evaluation.csv`),
  ];

  it('goes through SageMaker’s states and leaves its archives where SageMaker does', async () => {
    const created = await jobs.create('first', { InputDataConfig: channels(), HyperParameters: { seed: '7' } });
    expect(created.TrainingJobArn).toBe(arn('first'));
    expect(await jobs.describeJob('first')).toMatchObject({
      TrainingJobStatus: 'InProgress',
      SecondaryStatus: 'Starting',
    });
    const done = await jobs.ended('first');
    expect(done).toMatchObject({
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      TrainingJobArn: arn('first'),
      HyperParameters: { seed: '7' },
      ModelArtifacts: { S3ModelArtifacts: `s3://${BUCKET}/training/first/output/model.tar.gz` },
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/training/` },
    });
    expect(done.SecondaryStatusTransitions?.map((transition) => transition.Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(done.TrainingEndTime?.getTime()).toBeGreaterThan(done.TrainingStartTime?.getTime() ?? Number.NaN);
    const model = await jobs.archive('training/first/output/model.tar.gz');
    expect(Object.entries(model.files)).toEqual([
      ['nested/second.txt', 'weights'],
      ['weights.txt', 'weights'],
    ]);
  });

  it('gives its program the folders, files and environment of the container contract, and nothing of its starter', async () => {
    await jobs.run('contract', {
      InputDataConfig: channels(),
      HyperParameters: { seed: '7' },
      Environment: { GREETED: 'yes' },
    });
    const output = await jobs.archive('training/contract/output/output.tar.gz');
    const seen = seenSchema.parse(JSON.parse(output.files['seen.json'] ?? ''));
    expect(seen.arguments).toEqual(['train']);
    expect(seen.folder).toBe(join(import.meta.dirname, 'containers/trainer'));
    const { base } = seen;
    const config = (name: string): unknown => JSON.parse(seen.files[`input/config/${name}.json`] ?? 'null');
    expect(config('hyperparameters')).toEqual({ seed: '7' });
    expect(config('inputdataconfig')).toMatchObject({ train: { ContentType: 'text/csv', TrainingInputMode: 'File' } });
    expect(config('resourceconfig')).toMatchObject({ current_host: 'algo-1', hosts: ['algo-1'] });
    const data = Object.entries(seen.files).filter(([name]) => name.startsWith('input/data/'));
    expect(Object.fromEntries(data)).toEqual({
      'input/data/train/train.csv': 'a,b\n1,2\n',
      'input/data/train/deeper/more.csv': 'a,b\n3,4\n',
      'input/data/evaluation/evaluation.csv': 'a,b\n5,6\n',
    });
    expect(seen.environment).toMatchObject({
      SM_MODEL_DIR: `${base}/model`,
      SM_OUTPUT_DATA_DIR: `${base}/output/data`,
      SM_CHANNEL_TRAIN: `${base}/input/data/train`,
      SM_CHANNEL_EVALUATION: `${base}/input/data/evaluation`,
      SM_HPS: '{"seed": "7"}',
      TRAINING_JOB_NAME: 'contract',
      TRAINING_JOB_ARN: arn('contract'),
      AWS_REGION: REGION,
      GREETED: 'yes',
      TRAINER_GREETING: 'hello',
    });
    for (const name of ['SECRET_OF_THE_STARTER', 'HTTPS_PROXY', 'AWS_PROFILE']) {
      expect(seen.environment).not.toHaveProperty(name);
    }
  });

  it('gives its program AWS credentials, unless the job is isolated from the network', async () => {
    for (const EnableNetworkIsolation of [false, true]) {
      const name = `isolated-${EnableNetworkIsolation}`;
      await jobs.run(name, { EnableNetworkIsolation });
      const output = await jobs.archive(`training/${name}/output/output.tar.gz`);
      const seen = seenSchema.parse(JSON.parse(output.files['seen.json'] ?? ''));
      expect('AWS_ACCESS_KEY_ID' in seen.environment).toBe(!EnableNetworkIsolation);
    }
  });

  it('takes an S3 prefix for the beginning of keys, not for a folder', async () => {
    await jobs.run('prefixed', { InputDataConfig: [channel('train', `s3://${BUCKET}/data/train`)] });
    const output = await jobs.archive('training/prefixed/output/output.tar.gz');
    const seen = seenSchema.parse(JSON.parse(output.files['seen.json'] ?? ''));
    const names = Object.keys(seen.files).filter((name) => name.startsWith('input/data/'));
    expect(names).toEqual([
      'input/data/train/deeper/more.csv',
      'input/data/train/train-of-others/not-mine.csv',
      'input/data/train/train.csv',
    ]);
  });

  it('makes the same archive of the same files, byte for byte', async () => {
    await jobs.run('again-1');
    await jobs.run('again-2');
    const [one, two] = await Promise.all(
      ['again-1', 'again-2'].map((name) => jobs.archive(`training/${name}/output/model.tar.gz`)),
    );
    expect(one?.bytes.equals(two?.bytes ?? Buffer.of())).toBe(true);
  });

  it('uploads nothing from empty folders', async () => {
    const done = await jobs.run('empty-handed', { HyperParameters: { behaviour: 'nothing-to-keep' } });
    expect(done.TrainingJobStatus).toBe('Completed');
    expect(done.ModelArtifacts).toBeUndefined();
    const listed = await local.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'training/empty-handed/' }));
    expect(listed.KeyCount ?? 0).toBe(0);
  });

  it('passes its KMS key on to S3', async () => {
    const key = `arn:aws:kms:${REGION}:000000000000:key/12345678-1234-1234-1234-123456789012`;
    await jobs.run('encrypted', { OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/training`, KmsKeyId: key } });
    const head = await local.s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'training/encrypted/output/model.tar.gz' }),
    );
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
  });
});

describe('lists of training jobs', () => {
  it('come in pages by name, status and time, each job once', async () => {
    const names = ['page-1', 'page-2', 'page-3', 'page-4', 'page-5'];
    for (const name of names) await jobs.create(name);
    for (const name of names) await jobs.ended(name);
    const pages: string[][] = [];
    const filter = { NameContains: 'page-', StatusEquals: 'Completed', SortBy: 'Name', MaxResults: 2 } as const;
    for await (const page of paginateListTrainingJobs({ client: local.sagemaker }, filter)) {
      pages.push(page.TrainingJobSummaries?.map((summary) => summary.TrainingJobName ?? '') ?? []);
    }
    expect(pages).toEqual([['page-1', 'page-2'], ['page-3', 'page-4'], ['page-5']]);
    const latest = await local.sagemaker.send(
      new ListTrainingJobsCommand({ NameContains: 'page-', SortOrder: 'Descending', MaxResults: 1 }),
    );
    expect(latest.TrainingJobSummaries?.[0]).toMatchObject({
      TrainingJobName: 'page-5',
      TrainingJobStatus: 'Completed',
    });
    const future = await local.sagemaker.send(
      new ListTrainingJobsCommand({ CreationTimeAfter: new Date(Date.now() + 60_000) }),
    );
    expect(future.TrainingJobSummaries).toEqual([]);
  });
});
