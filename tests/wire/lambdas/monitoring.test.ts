import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { S3ArtifactStore } from '../../../lambdas/adapters/s3/s3-artifact-store.js';
import { SnsNotifier } from '../../../lambdas/adapters/sns/sns-notifier.js';
import { MonitoredModel, type ServedRow } from '../../fixtures/monitored-model.js';
import { TestAws, until } from '../embedded-aws.js';

const aws = new TestAws();
let output: (name: string) => string;

beforeAll(async () => {
  output = await aws.deploy(
    'monitoring',
    {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      Queue: { Type: 'AWS::SQS::Queue' },
      Topic: { Type: 'AWS::SNS::Topic' },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      },
    },
    { Bucket: { Ref: 'Bucket' }, Topic: { Ref: 'Topic' }, Queue: { Ref: 'Queue' } },
  );
});

const rows = (count: number, shift: number): ServedRow[] =>
  Array.from({ length: count }, (_, i) => {
    const at = (i * 0.618034) % 1;
    return { features: { temp: at + shift }, prediction: { prediction: 100 * at }, label: 100 * at + (i % 2) };
  });

describe('monitor runs over S3', () => {
  it('read capture and labels, write reports, and know the windows before', async () => {
    const client = new S3Client({ ...aws.config, forcePathStyle: true });
    const model = await MonitoredModel.create(
      {
        columns: [{ name: 'temp', type: 'double', required: true }],
        task: 'regression',
        baseline: rows(500, 0),
        loss: { name: 'absolute_error', mean: 0.5, standardDeviation: 0.5 },
      },
      new S3ArtifactStore(client, output('Bucket')),
    );
    const alarms: number[] = [];
    for (const shift of [0, 0.3, 0.3]) {
      const start = new Date();
      const served = rows(300, shift);
      const ids = await model.serve(served, start);
      await model.label(
        ids,
        served.map(({ label }) => label ?? null),
        start,
      );
      const { output: answer, report } = await model.monitor(start, new Date(Date.now() + 1));
      expect(report).toMatchObject({ rows: { reference: 500, current: 300 }, quality: { verdict: 'ok', coverage: 1 } });
      expect(answer.driftedColumns).toEqual(shift === 0 ? [] : ['temp']);
      alarms.push(answer.alarm);
    }
    expect(alarms).toEqual([0, 0, 1]);
  });
});

describe('notifications over SNS', () => {
  it('arrive with a subject of one line of ASCII, at most 100 characters', async () => {
    const notifier = new SnsNotifier(new SNSClient(aws.config), output('Topic'));
    await notifier.notify({ subject: `ALARM: größer\n${'x'.repeat(200)}`, text: 'Ursache: größer als 1\n' });
    const [body = ''] = await until('the message', async () => {
      const bodies = await aws.receive(output('Queue'));
      return bodies.length === 0 ? undefined : bodies;
    });
    const { Subject, Message } = z.object({ Subject: z.string(), Message: z.string() }).parse(JSON.parse(body));
    expect(Message).toBe('Ursache: größer als 1\n');
    expect(Subject).toMatch(/^ALARM: gr er x+$/);
    expect(Subject).toHaveLength(100);
  });
});
