import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, ModelRegistry, type ModelRegistryProps } from '../../../lib/index.js';
import { emptyStack, resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const registry = (props: Partial<ModelRegistryProps> = {}) =>
  synthesize((stack) => {
    new ModelRegistry(stack, 'Registry', { artifacts: new ArtifactStore(stack, 'Artifacts'), ...props });
  });

describe('a registry by its defaults', () => {
  const { template } = registry();

  test('is one table on demand, encrypted with the key of the store, with point-in-time recovery', () => {
    template.resourceCountIs('AWS::KMS::Key', 1);
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: Match.absent(),
    });
  });

  test('is kept when its stack goes, and protected from deletion', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });

  test('publishes audit records only, each at least once, and keeps those that it could not', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: {
        Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"sk":{"S":[{"prefix":"AUDIT#"}]}}}}' }],
      },
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 8,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });
});

test('a registry that goes with its stack is not protected from deletion', () => {
  registry({ removalPolicy: RemovalPolicy.DESTROY }).template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtectionEnabled: false },
  });
});

test('what is made beside a table of another key is encrypted with the key of the store', () => {
  const { json } = synthesize((stack) => {
    const tableArn = stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: 'mine' });
    const encryptionKey = Key.fromKeyArn(stack, 'Theirs', stack.formatArn({ service: 'kms', resource: 'key/theirs' }));
    const tableStreamArn = `${tableArn}/stream/1`;
    const table = Table.fromTableAttributes(stack, 'Mine', { tableArn, tableStreamArn, encryptionKey });
    new ModelRegistry(stack, 'Registry', { artifacts: new ArtifactStore(stack, 'Artifacts'), table });
  });
  for (const type of ['AWS::SQS::Queue', 'AWS::Logs::LogGroup']) {
    expect(JSON.stringify(resourcesOf(json, type))).not.toContain('key/theirs');
  }
  expect(JSON.stringify(resourcesOf(json, 'AWS::IAM::Policy'))).toContain('key/theirs');
});

test('a table without a stream is refused, with what to do', () => {
  const stack = emptyStack();
  const artifacts = new ArtifactStore(stack, 'Artifacts');
  const table = Table.fromTableName(stack, 'Mine', 'mine');
  expect(() => new ModelRegistry(stack, 'Registry', { artifacts, table })).toThrow(/no stream: expected/);
});
