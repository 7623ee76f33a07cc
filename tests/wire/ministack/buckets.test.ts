import { GetObjectLockConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { TestAws, until } from '../embedded-aws.js';

const aws = new TestAws();

test("the event of an object in a versioned bucket names the object's version", async () => {
  const output = await aws.deploy(
    'versioned',
    {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        },
      },
      Queue: { Type: 'AWS::SQS::Queue' },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { object: { key: [{ wildcard: 'models/*/submissions/*/manifest.json' }] } },
          },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    },
    { Bucket: { Ref: 'Bucket' }, Queue: { Ref: 'Queue' } },
  );
  const s3 = new S3Client(aws.config);
  const Bucket = output('Bucket');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'models/m/submissions/1/other.json', Body: '{}' }));
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket, Key: 'models/m/submissions/1/manifest.json', Body: '{}' }),
  );
  const body = await until('the event', async () => (await aws.receive(output('Queue')))[0]);
  const object = z.object({ key: z.string(), 'version-id': z.string() });
  const { detail } = z.object({ detail: z.object({ object }) }).parse(JSON.parse(body));
  expect(detail.object).toEqual({ key: 'models/m/submissions/1/manifest.json', 'version-id': VersionId });
});

test("a template's Object Lock locks the bucket", async () => {
  const output = await aws.deploy(
    'locked',
    {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          ObjectLockEnabled: true,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
          },
        },
      },
    },
    { Bucket: { Ref: 'Bucket' } },
  );
  const s3 = new S3Client(aws.config);
  const answer = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: output('Bucket') }));
  expect(answer.ObjectLockConfiguration).toEqual({
    ObjectLockEnabled: 'Enabled',
    Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
  });
});
