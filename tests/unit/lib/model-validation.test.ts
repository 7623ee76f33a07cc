import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, ModelPolicies, ModelRegistry, ModelValidation } from '../../../lib/index.js';
import { definitionOf, functionOf } from '../../fixtures/rendering.js';
import { resourcesOf, synthesize, type TemplateJson } from '../../fixtures/synthesis.js';

const machineOf = (json: TemplateJson, part: string): string =>
  resourcesOf(json, 'AWS::StepFunctions::StateMachine').find(([id]) => id.includes(part))?.[0] ?? 'none';

describe('validation', () => {
  const { template, json } = synthesize((stack) => {
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

  test('has the memory, the disk and the time to score a model', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 2048,
      Timeout: 900,
      EphemeralStorage: { Size: 2048 },
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
    });
  });

  const machine = () => definitionOf(json, machineOf(json, 'ValidationWorkflow'));

  test('asks for an approval in the name of its execution, and waits only where people have to decide', () => {
    expect(machine()).toMatchObject({ StartAt: 'DecideApproval' });
    const { States } = machine();
    expect(States.DecideApproval).toMatchObject({
      Parameters: { 'detail.$': '$.detail', 'requestId.$': '$$.Execution.Name' },
      Next: 'IsToWait',
    });
    expect(States.IsToWait).toMatchObject({
      Choices: [{ Variable: '$.action', StringEquals: 'wait', Next: 'RequestApproval' }],
      Default: 'NothingToWaitFor',
    });
  });

  test('waits for a task token, as long as the policy said, and then expires the approval', () => {
    const { States } = machine();
    const request = { 'model.$': '$.model', 'version.$': '$.version', 'requestId.$': '$.requestId' };
    expect(States.RequestApproval).toMatchObject({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSecondsPath: '$.expirySeconds',
      Parameters: { Payload: { ...request, 'taskToken.$': '$$.Task.Token' } },
      ResultPath: null,
      Catch: [
        { ErrorEquals: ['ApprovalDecided'], ResultPath: null, Next: 'Decided' },
        { ErrorEquals: ['States.Timeout'], ResultPath: null, Next: 'ExpireApproval' },
      ],
      Next: 'Decided',
    });
    expect(States.ExpireApproval).toMatchObject({ Parameters: request, End: true });
    const retried = JSON.stringify(States.RequestApproval?.Retry);
    expect(retried).toContain('DependencyUnavailable');
    expect(retried).not.toMatch(/States\.(ALL|Timeout|TaskFailed)/);
  });

  test('keeps the token out of the logs', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { IncludeExecutionData: false },
    });
  });

  test('tells people through the topic that it is given, and nobody without one', () => {
    expect(JSON.stringify(functionOf(json, 'request-approval').properties)).not.toContain('NOTIFICATION_TOPIC_ARN');
    const told = synthesize((stack) => {
      const artifacts = new ArtifactStore(stack, 'Artifacts');
      const core = { artifacts, registry: new ModelRegistry(stack, 'Registry', { artifacts }) };
      const notificationTopic = new Topic(stack, 'Topic');
      const policies = new ModelPolicies(stack, 'Policies');
      new ModelValidation(stack, 'Validation', { ...core, policies, notificationTopic });
    });
    expect(functionOf(told.json, 'request-approval').properties.Environment).toMatchObject({
      Variables: { NOTIFICATION_TOPIC_ARN: { Ref: expect.stringMatching(/^Topic/) } },
    });
  });

  test('may use the key of the topic that it is given, when that has one of its own', () => {
    const told = synthesize((stack) => {
      const artifacts = new ArtifactStore(stack, 'Artifacts');
      const core = { artifacts, registry: new ModelRegistry(stack, 'Registry', { artifacts }) };
      const notificationTopic = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Theirs') });
      const policies = new ModelPolicies(stack, 'Policies');
      new ModelValidation(stack, 'Validation', { ...core, policies, notificationTopic });
    });
    told.template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('RequestApproval'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Theirs'), 'Arn'] } }),
        ]),
      },
    });
  });

  test.each(['approval-failed', 'validation-failed'])('raises an alarm that names the runbook %s', (runbook) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsFailed',
      AlarmDescription: Match.stringLikeRegexp(`Next: .*${runbook}`),
    });
  });
});
