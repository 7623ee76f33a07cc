import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, AuditAnchors, ModelRegistry } from '../../../lib/index.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

describe('audit anchors by their defaults', () => {
  const { template, json } = synthesize((stack) => new AuditAnchors(stack, 'Anchors'));

  test('are locked in governance mode for a year, versioned, encrypted and private', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('refuse requests without TLS, outlive their stack, and cost nothing that is fixed', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(Object.values(json.Resources).map(({ Type }) => Type)).toEqual(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']);
  });
});

test('anchors may be kept for longer', () => {
  const { template } = synthesize((stack) => new AuditAnchors(stack, 'Anchors', { retention: Duration.days(3650) }));
  template.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 3650 } } },
  });
});

describe('a registry', () => {
  test('makes anchors of its own, with the key of the store', () => {
    const { template, json } = synthesize((stack) => {
      new ModelRegistry(stack, 'Registry', { artifacts: new ArtifactStore(stack, 'Artifacts') });
    });
    expect(resourcesOf(json, 'AWS::S3::Bucket').map(([id]) => id)).toContainEqual(expect.stringContaining('Anchors'));
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: Match.anyValue() } }],
      },
    });
  });

  test('takes those of another account, and tells its publisher of them', () => {
    const { template } = synthesize((stack) => {
      const bucket = Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'theirs', account: '210987654321' });
      const anchors = new AuditAnchors(stack, 'Anchors', { bucket });
      new ModelRegistry(stack, 'Registry', { artifacts: new ArtifactStore(stack, 'Artifacts'), anchors });
    });
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ ANCHOR_BUCKET: 'theirs' }) },
    });
  });
});
