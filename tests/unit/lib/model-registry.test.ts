import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, ModelRegistry, type ModelRegistryProps } from '../../../lib/index.js';
import { emptyStack, synthesize } from '../../fixtures/synthesis.js';

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
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
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

test('a table without a stream is refused, with what to do', () => {
  const stack = emptyStack();
  const artifacts = new ArtifactStore(stack, 'Artifacts');
  const table = Table.fromTableName(stack, 'Mine', 'mine');
  expect(() => new ModelRegistry(stack, 'Registry', { artifacts, table })).toThrow(/no stream: expected/);
});
