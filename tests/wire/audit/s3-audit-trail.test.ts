import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { S3AuditTrail } from '../../../lambdas/adapters/s3/s3-audit-trail.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();

it('the audit trail in S3 has numbered objects of models alone, whatever else lies there or was deleted', async () => {
  const s3 = new S3Client(aws.config);
  const Bucket = 'audit-trail';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Status = 'Enabled';
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const folder = 'registry/bikes/audit/';
  const strays = [`${folder}000000000000.json`, `${folder}evil.json`, 'registry/De mo/audit/000000000001.json'];
  for (const Key of [...strays, `${folder}000000000001.json`, `${folder}000000000002.json`]) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: strays[2] }));
  const trail = new S3AuditTrail(s3, { artifacts: Bucket });
  const models: string[] = [];
  for await (const model of trail.models()) models.push(model);
  const copies: number[] = [];
  for await (const { seq } of trail.copies('bikes')) copies.push(seq);
  expect({ models, copies }).toEqual({ models: ['bikes'], copies: [1, 2] });
});
