import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTarGz } from '../../../lambdas/adapters/archive/read-tar-gz.js';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { FirehoseCaptureSink } from '../../../lambdas/adapters/firehose/firehose-capture-sink.js';
import { S3ArtifactStore } from '../../../lambdas/adapters/s3/s3-artifact-store.js';
import { manifestSchema } from '../../../lambdas/application/documents/manifest.js';
import { checkDataset } from '../../../lambdas/application/retraining/check-dataset.js';
import { snapshotDataset } from '../../../lambdas/application/retraining/snapshot-dataset.js';
import { submitTrainingOutput } from '../../../lambdas/application/retraining/submit-training-output.js';
import { captureLines } from '../../../lambdas/domain/inference/capture-lines.js';
import { systemClock } from '../../../lambdas/ports/clock.js';
import { REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY } from '../../../lib/contracts/index.js';
import { MemoryModelPolicyStore } from '../../fixtures/memory/memory-model-policy-store.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { archive } from '../../fixtures/tar-gz.js';
import { TestAws, until } from '../embedded-aws.js';

const aws = new TestAws();
const policies = new MemoryModelPolicyStore(modelPolicy({ dataset: { target: 'cnt', exclude: [], minimumRows: 10 } }));
const names = { trainingImage: 'train@sha256:1', resourceNamePrefix: 'mlops' };
const rowsOf = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
let artifacts: S3ArtifactStore;
let registry: DynamoDbModelRegistryStore;
let capture: FirehoseCaptureSink;
let stream: string;

const put = (key: string, body: string | Uint8Array) => artifacts.write(key, body, { contentType: 'text/plain' });
const snapshot = (runId: string) =>
  snapshotDataset({ artifacts, registry, policies, clock: systemClock }, names, {
    model: 'bikes',
    runId,
    trigger: 'manual',
    startedBy: 'arn:aws:iam::1:role/scientist',
  });
async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of artifacts.list(prefix)) keys.push(key);
  return keys;
}

beforeAll(async () => {
  const assume = { Effect: 'Allow', Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
  const output = await aws.deploy(
    'retraining-steps',
    {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [REGISTRY_PARTITION_KEY, REGISTRY_SORT_KEY].map((AttributeName) => ({
            AttributeName,
            AttributeType: 'S',
          })),
          KeySchema: [key(REGISTRY_PARTITION_KEY, 'HASH'), key(REGISTRY_SORT_KEY, 'RANGE')],
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [assume] } },
      },
      Stream: {
        Type: 'AWS::KinesisFirehose::DeliveryStream',
        Properties: {
          DeliveryStreamType: 'DirectPut',
          ExtendedS3DestinationConfiguration: {
            BucketARN: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
            RoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Prefix: 'capture/bikes/!{timestamp:yyyy/MM/dd/HH}/',
            ErrorOutputPrefix: 'capture-errors/',
            BufferingHints: { IntervalInSeconds: 1, SizeInMBs: 5 },
            CompressionFormat: 'GZIP',
          },
        },
      },
    },
    { Bucket: { Ref: 'Bucket' }, Table: { Ref: 'Table' }, Stream: { Ref: 'Stream' } },
  );
  artifacts = new S3ArtifactStore(new S3Client({ ...aws.config, forcePathStyle: true }), output('Bucket'));
  registry = new DynamoDbModelRegistryStore(new DynamoDBClient(aws.config), output('Table'));
  capture = new FirehoseCaptureSink(new FirehoseClient(aws.config));
  stream = output('Stream');
});

/** No function of `hum` that a check for leakage would find. */
const labelOf = (i: number): number => (i * 7919) % 1009;

describe('the steps of a retraining run, over the wire', () => {
  it('make an evaluation set of the data, and then one of captured rows with labels', async () => {
    await put(
      'datasets/bikes/a.csv',
      `hum,cnt\n${rowsOf(0, 200)
        .map((i) => `0.${i},${labelOf(i)}\n`)
        .join('')}`,
    );
    const first = await snapshot('run-1');
    expect(first.evaluationSet.number).toBe(1);
    expect(await snapshot('run-1')).toEqual(first);

    const rows = rowsOf(1000, 1600);
    const lines = captureLines(
      {
        model: 'bikes',
        version: 1,
        slot: 'champion',
        inferenceId: 'request',
        time: new Date(),
        rows: rows.map((i) => ({ hum: i })),
        predictions: rows.map((i) => ({ prediction: i })),
      },
      randomUUID,
    );
    expect(await capture.put(stream, lines)).toEqual({ captured: 600, failed: 0 });
    const label = (i: number, row: number) =>
      JSON.stringify({
        groundTruthData: { data: String(labelOf(i)), encoding: 'CSV' },
        eventMetadata: { eventId: `request#${row}` },
        eventVersion: '0',
      });
    await put('ground-truth/bikes/2026/01/01/00/x.jsonl', rows.map(label).join('\n'));
    await until('all captured rows', async () => {
      const captured = await Promise.all(
        (await keysBelow('capture/bikes/')).map(async (key) => readLines(await artifacts.readBytes(key))),
      );
      return captured.flat().length === 600 ? true : undefined;
    });

    const second = await snapshot('run-2');
    expect(second.evaluationSet.number).toBe(2);
    expect(first.snapshot.rows + first.evaluationSet.rows).toBe(200);
    expect(second.snapshot.rows + second.evaluationSet.rows + first.evaluationSet.rows).toBe(800);
    const evaluation = await artifacts.readText(second.evaluationSet.key);
    const hums = evaluation
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[0]));
    expect(hums.every((hum) => hum >= 1000)).toBe(true);
    expect(await checkDataset({ artifacts, registry, policies }, second)).toMatchObject({
      ok: true,
      rows: second.snapshot.rows + second.evaluationSet.rows,
      columns: 2,
      violations: 0,
    });
    const folder = 'snapshots/bikes/run-2/';
    expect(JSON.parse(await artifacts.readText(`${folder}statistics.json`))).toMatchObject({
      dataset: { item_count: second.snapshot.rows },
    });
    expect(JSON.parse(await artifacts.readText(`${folder}constraint_violations.json`))).toEqual({ violations: [] });
  });

  it('never write over an evaluation set that is there', async () => {
    const there = await artifacts.readText('evaluation/bikes/0000000001/evaluation.csv');
    await expect(
      artifacts.write('evaluation/bikes/0000000001/evaluation.csv', 'x', {
        contentType: 'text/csv',
        ifNoneMatch: true,
      }),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await artifacts.readText('evaluation/bikes/0000000001/evaluation.csv')).toBe(there);
  });

  it('submit the output of a training job, once', async () => {
    const state = await snapshot('run-2');
    const folder = 'training/bikes/job/output/';
    const signature = {
      task: 'regression',
      inputs: [{ name: 'hum', type: 'double', required: true }],
      outputs: [{ name: 'prediction', type: 'double' }],
    };
    await put(
      `${folder}model.tar.gz`,
      await archive({ 'model.onnx': 'x'.repeat(300_000), 'signature.json': JSON.stringify(signature) }),
    );
    const needed = [
      'evaluation.json',
      'predictions.csv',
      'sample.json',
      'baseline/statistics.json',
      'baseline/baseline.csv',
    ];
    await put(`${folder}output.tar.gz`, await archive(Object.fromEntries(needed.map((path) => [path, path]))));
    const job = {
      TrainingJobName: 'job',
      TrainingJobArn: 'arn:aws:sagemaker:us-east-1:1:training-job/job',
      ModelArtifacts: { S3ModelArtifacts: `s3://${artifacts.bucket}/${folder}model.tar.gz` },
    };
    const ports = { artifacts, registry, readArchive: readTarGz, clock: systemClock };
    const { submissionId, manifestKey } = await submitTrainingOutput(ports, { ...state, job });
    const { versionId } = await artifacts.head(manifestKey);
    await submitTrainingOutput(ports, { ...state, job });
    expect((await artifacts.head(manifestKey)).versionId).toBe(versionId);
    const manifest = manifestSchema.parse(JSON.parse(await artifacts.readText(manifestKey)));
    expect(manifest.files.map(({ path }) => path)).toEqual(needed);
    expect(manifest.signature).toEqual(signature);
    expect((await registry.readSubmission('bikes', submissionId))?.openedBy).toBe('arn:aws:iam::1:role/scientist');
  });
});

function readLines(bytes: Buffer): string[] {
  return String(gunzipSync(bytes))
    .split('\n')
    .filter((line) => line !== '');
}
