import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { ArtifactStore } from '../../../lib/index.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

describe('an artifact store by its defaults', () => {
  const { template, json } = synthesize((stack) => new ArtifactStore(stack, 'Artifacts'));

  test('is versioned, encrypted with its own rotating key, private, and tells EventBridge', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('refuses requests without TLS', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
  });

  test('outlives its stack, key included', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
      template.hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('has no physical name and no function', () => {
    expect(resourcesOf(json, 'AWS::Lambda::Function')).toEqual([]);
    expect(resourcesOf(json, 'AWS::S3::Bucket')[0]?.[1].Properties.BucketName).toBeUndefined();
  });
});

test('a removal policy goes for bucket and key', () => {
  const { template } = synthesize((stack) => new ArtifactStore(stack, 'A', { removalPolicy: RemovalPolicy.DESTROY }));
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
});

test('a bucket that is passed in is used as it is', () => {
  const { template } = synthesize((stack) => {
    const store = new ArtifactStore(stack, 'A', { bucket: Bucket.fromBucketName(stack, 'Mine', 'mine') });
    expect(store.encryptionKey).toBeUndefined();
    store.grantReadKeys(
      new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      'models/*',
    );
  });
  template.resourceCountIs('AWS::S3::Bucket', 0);
  template.resourceCountIs('AWS::KMS::Key', 0);
  expect(JSON.stringify(template.toJSON())).toContain(':s3:::mine/models/*');
});
