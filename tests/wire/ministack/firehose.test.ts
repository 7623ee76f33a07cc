import { gunzipSync } from 'node:zlib';
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { TestAws, until } from '../embedded-aws.js';

const aws = new TestAws();
let firehose: FirehoseClient;
let s3: S3Client;
let output: (name: string) => string;

beforeAll(async () => {
  firehose = new FirehoseClient(aws.config);
  s3 = new S3Client(aws.config);
  const principal = { Effect: 'Allow', Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const stream = (prefix: string, properties: object) => ({
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    Properties: {
      DeliveryStreamType: 'DirectPut',
      ExtendedS3DestinationConfiguration: {
        BucketARN: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
        RoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Prefix: prefix,
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
        ...properties,
      },
    },
  });
  output = await aws.deploy(
    'firehose',
    {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [principal] } },
      },
      Compressed: stream('capture/!{timestamp:yyyy/MM/dd/HH/}', {
        BufferingHints: { IntervalInSeconds: 1, SizeInMBs: 5 },
        CompressionFormat: 'GZIP',
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            {
              Type: 'AppendDelimiterToRecord',
              Parameters: [{ ParameterName: 'Delimiter', ParameterValue: '\\n' }],
            },
          ],
        },
      }),
      Large: stream('large/', { BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 1 } }),
      Queue: { Type: 'AWS::SQS::Queue' },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'capture/' }] } } },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    },
    Object.fromEntries(['Bucket', 'Compressed', 'Large', 'Queue'].map((name) => [name, { Ref: name }])),
  );
});

const record = (data: string) => ({ Data: Buffer.from(data) });

async function keysUnder(Prefix: string): Promise<string[]> {
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: output('Bucket'), Prefix }));
  return (Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
}

describe('a delivery stream', () => {
  test('writes what came within its interval as one compressed object, a record a line', async () => {
    const DeliveryStreamName = output('Compressed');
    await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: record('{"row":1}') }));
    const Records = [record('{"row":2}'), record('{"row":3}')];
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
    expect(await keysUnder('capture/')).toEqual([]);
    const [key] = await until('the object', async () => {
      const keys = await keysUnder('capture/');
      return keys.length > 0 ? keys : undefined;
    });
    expect(key).toMatch(/^capture\/\d{4}\/\d\d\/\d\d\/\d\d\/.*\.gz$/);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: output('Bucket'), Key: key }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? Buffer.alloc(0)).toString();
    expect(text).toBe('{"row":1}\n{"row":2}\n{"row":3}\n');

    const event = await until('the event', async () => (await aws.receive(output('Queue')))[0]);
    const { detail } = z
      .object({ detail: z.object({ object: z.object({ key: z.string() }) }) })
      .parse(JSON.parse(event));
    expect(detail.object.key).toBe(key);
    expect(await keysUnder('capture/')).toHaveLength(1);
  });

  test('writes as soon as its size is reached, uncompressed and undelimited by default', async () => {
    const DeliveryStreamName = output('Large');
    const half = 'x'.repeat(600_000);
    await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: record(half) }));
    expect(await keysUnder('large/')).toEqual([]);
    await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: record(half) }));
    const [key] = await until('the object', async () => {
      const keys = await keysUnder('large/');
      return keys.length > 0 ? keys : undefined;
    });
    const { ContentLength } = await s3.send(new GetObjectCommand({ Bucket: output('Bucket'), Key: key }));
    expect(ContentLength).toBe(1_200_000);
  });
});
