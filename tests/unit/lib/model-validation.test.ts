import { Match } from 'aws-cdk-lib/assertions';
import { describe, test } from 'vitest';
import { ArtifactStore, ModelPolicies, ModelRegistry, ModelValidation } from '../../../lib/index.js';
import { synthesize } from '../../fixtures/synthesis.js';

describe('validation', () => {
  const { template } = synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    new ModelValidation(stack, 'Validation', { artifacts, registry, policies: new ModelPolicies(stack, 'Policies') });
  });
  const target = [
    { Arn: Match.anyValue(), DeadLetterConfig: { Arn: Match.anyValue() }, RetryPolicy: Match.anyValue() },
  ];

  test('begins when a manifest was put into the bucket, and only then', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: Match.stringLikeRegexp('^ArtifactsBucket') }] },
          object: { key: [{ wildcard: 'models/*/submissions/*/manifest.json' }] },
        },
      },
      Targets: target,
    });
  });

  test('is followed by the decision on approval, for versions of this platform alone', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['mlops'],
        'detail-type': ['ModelVersionValidated'],
        detail: { platform: [{ Ref: Match.stringLikeRegexp('^ArtifactsBucket') }] },
      },
      Targets: target,
    });
  });

  test('has the memory, the disk and the time to score a model, and keeps events that failed', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 2048,
      Timeout: 900,
      EphemeralStorage: { Size: 2048 },
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      DeadLetterConfig: { TargetArn: Match.anyValue() },
    });
  });
});
