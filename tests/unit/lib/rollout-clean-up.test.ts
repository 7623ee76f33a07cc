import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, ModelPolicies, ModelRegistry, RolloutPipeline } from '../../../lib/index.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const rollout = () =>
  synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    new RolloutPipeline(stack, 'Rollout', { artifacts, registry, policies: new ModelPolicies(stack, 'P') });
  });

describe('an execution that ends before its end', () => {
  test('is cleaned up after, and what could not be is kept', () => {
    const { template } = rollout();
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [{ Ref: Match.stringLikeRegexp('StateMachine') }],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('AbortRollout'), 'Arn'] },
          DeadLetterConfig: Match.anyValue(),
        }),
      ],
    });
  });
});

describe('deletion of the stack', () => {
  test('stops the state machine before it removes the endpoints', () => {
    const { json } = rollout();
    const [cleanUpId] = resourcesOf(json, 'Custom::EndpointCleanUp')[0] ?? ['none'];
    const [, machine] = resourcesOf(json, 'AWS::StepFunctions::StateMachine')[0] ?? [];
    expect(machine?.DependsOn).toContain(cleanUpId);
  });

  test('finds the endpoints by the prefix that rollouts give them', () => {
    const { json } = rollout();
    const prefix = resourcesOf(json, 'Custom::EndpointCleanUp')[0]?.[1].Properties.ResourceNamePrefix;
    expect(prefix).toMatch(/^mlops-[a-z0-9]{6}$/);
    expect(JSON.stringify(json)).toContain(`"RESOURCE_NAME_PREFIX":"${prefix}"`);
  });
});
