import { App, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { describe, expect, test } from 'vitest';
import {
  AlarmResponse,
  AlarmTopic,
  ArtifactStore,
  AuditAnchors,
  Baseline,
  ControlApi,
  DriftMonitor,
  InferenceAuthorization,
  InferenceService,
  MlopsPlatform,
  ModelPolicies,
  ModelRegistry,
  ModelValidation,
  PersonaPolicies,
  RetrainingPipeline,
  RolloutPipeline,
  VersionHousekeeping,
} from '../../lib/index.js';
import { CHURN, emptyStack } from '../fixtures/synthesis.js';

/** Findings of cdk-nag's AWS Solutions pack that nobody acknowledged, as `rule path`. */
function findingsOf(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

function roleOf(scope: Construct, handler: string): Role {
  const role = scope.node.findChild(handler).node.findChild('Role');
  if (!(role instanceof Role)) throw new Error(`${handler} has no role.`);
  return role;
}

const coreOf = (stack: Stack) => {
  const artifacts = new ArtifactStore(stack, 'Artifacts');
  const registry = new ModelRegistry(stack, 'Registry', { artifacts });
  return { artifacts, registry, policies: new ModelPolicies(stack, 'Policies') };
};

const CONSTRUCTS: Readonly<Record<string, (stack: Stack) => void>> = {
  ArtifactStore: (stack) => new ArtifactStore(stack, 'Artifacts'),
  AuditAnchors: (stack) => new AuditAnchors(stack, 'Anchors'),
  AlarmTopic: (stack) => new AlarmTopic(stack, 'Alarms'),
  'ModelRegistry and ModelPolicies': (stack) => coreOf(stack),
  ModelValidation: (stack) => new ModelValidation(stack, 'Validation', coreOf(stack)),
  InferenceService: (stack) => new InferenceService(stack, 'Inference', coreOf(stack)).addModel('churn'),
  'InferenceService with JWT': (stack) =>
    new InferenceService(stack, 'Inference', {
      ...coreOf(stack),
      authorization: InferenceAuthorization.jwt('https://issuer.example.com', ['churn']),
    }).addModel('churn'),
  VersionHousekeeping: (stack) => new VersionHousekeeping(stack, 'Housekeeping', coreOf(stack)),
  RolloutPipeline: (stack) => new RolloutPipeline(stack, 'Rollout', coreOf(stack)),
  RetrainingPipeline: (stack) => new RetrainingPipeline(stack, 'Retraining', coreOf(stack)).addSchedule('churn'),
  DriftMonitor: (stack) =>
    new DriftMonitor(stack, 'Monitor', { model: 'churn', baseline: Baseline.fromObject('baselines/churn.csv') }),
  'AlarmResponse, ControlApi and PersonaPolicies': (stack) => {
    const core = coreOf(stack);
    const retraining = new RetrainingPipeline(stack, 'Retraining', core);
    new AlarmResponse(stack, 'Response', { ...core, retraining });
    const validation = new ModelValidation(stack, 'Validation', core);
    const control = new ControlApi(stack, 'Control', { ...core, validation, retraining });
    new PersonaPolicies(stack, 'Personas', {
      ...core,
      control,
      inference: new InferenceService(stack, 'Inference', core),
    });
  },
  MlopsPlatform: (stack) => new MlopsPlatform(stack, 'Mlops', { models: [CHURN] }),
};

describe('cdk-nag finds nothing that is not acknowledged', () => {
  test.each(Object.entries(CONSTRUCTS))('in %s by its defaults', (_, build) => {
    const stack = emptyStack();
    build(stack);
    expect(findingsOf(stack)).toEqual([]);
  });
});

describe('the check bites', () => {
  test('on a bucket without anything', () => {
    const stack = new Stack(new App(), 'Bare');
    new Bucket(stack, 'Bucket');
    expect(findingsOf(stack)).toContain('AwsSolutions-S10 Bare/Bucket/Resource');
  });

  test('on a wildcard that a stranger adds to a role of ours', () => {
    const stack = emptyStack();
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const monitor = new DriftMonitor(stack, 'Monitor', {
      model: 'churn',
      artifacts,
      baseline: Baseline.fromObject('b.csv'),
    });
    artifacts.bucket.grantDelete(roleOf(monitor, 'PlanMonitorRun'));
    expect(findingsOf(stack)).toEqual([
      expect.stringContaining('AwsSolutions-IAM5[Action::s3:DeleteObject*] Test/Monitor/PlanMonitorRun/Role'),
      expect.stringMatching(
        /AwsSolutions-IAM5\[Resource::<ArtifactsBucket\w+\.Arn>\/\*\] Test\/Monitor\/PlanMonitorRun/,
      ),
    ]);
  });

  test('on an inference gateway that anybody may call', () => {
    const stack = emptyStack();
    new InferenceService(stack, 'Inference', {
      ...coreOf(stack),
      authorization: InferenceAuthorization.none(),
    });
    expect(findingsOf(stack).filter((finding) => finding.startsWith('AwsSolutions-APIG4'))).toHaveLength(4);
  });
});
