import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { AlarmResponse, ArtifactStore, ModelPolicies, ModelRegistry, RetrainingPipeline } from '../../../lib/index.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

describe('the response to alarms', () => {
  const { template, json } = synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const core = {
      artifacts,
      registry: new ModelRegistry(stack, 'Registry', { artifacts }),
      policies: new ModelPolicies(stack, 'Policies'),
    };
    const retraining = new RetrainingPipeline(stack, 'Retraining', core);
    new AlarmResponse(stack, 'Response', { ...core, retraining, emails: ['oncall@example.com', 'team@example.com'] });
  });

  test('subscribes its function to the alarms, and keeps what it could not handle', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: { Ref: Match.stringLikeRegexp('AlarmTopic') },
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
    });
  });

  test('tells people on another topic than the alarms come on', () => {
    for (const email of ['oncall@example.com', 'team@example.com']) {
      template.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'email',
        Endpoint: email,
        TopicArn: { Ref: Match.stringLikeRegexp('Notifications') },
      });
    }
  });

  test('encrypts both topics, and takes messages over TLS only', () => {
    for (const [, { Properties }] of resourcesOf(json, 'AWS::SNS::Topic')) {
      expect(Properties.KmsMasterKeyId).toBeDefined();
    }
    const policies = resourcesOf(json, 'AWS::SNS::TopicPolicy');
    expect(policies).toHaveLength(2);
    for (const [, { Properties }] of policies) {
      expect(JSON.stringify(Properties)).toContain('"aws:SecureTransport":"false"');
    }
  });
});
