import { Duration, Size } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import {
  ArtifactStore,
  ContainerImage,
  ModelPolicies,
  ModelRegistry,
  ModelValidation,
  type ProcessingProps,
} from '../../../lib/index.js';
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

describe('the validation of a submission', () => {
  const given = (processing?: ProcessingProps) =>
    synthesize((stack) => {
      const artifacts = new ArtifactStore(stack, 'Artifacts');
      const notificationTopic = new Topic(stack, 'Topic');
      const core = { artifacts, registry: new ModelRegistry(stack, 'Registry', { artifacts }), notificationTopic };
      const policies = new ModelPolicies(stack, 'Policies');
      new ModelValidation(stack, 'Validation', { ...core, policies, ...(processing && { processing }) });
    });
  const statesOf = ({ json }: ReturnType<typeof given>) => definitionOf(json, machineOf(json, 'Submissions')).States;
  const variablesOf = ({ json }: ReturnType<typeof given>) =>
    functionOf(json, 'validate-model-version').properties.Environment;
  const image = ContainerImage.onnxServe();

  test('alone is one function, which rejects what is too big for it, and tells people', () => {
    const alone = given();
    expect(Object.keys(statesOf(alone)).sort()).toEqual(['Done', 'IsToTell', 'TellPeople', 'ValidateModelVersion']);
    expect(variablesOf(alone)).toMatchObject({
      Variables: { ARTIFACT_LIMIT: String(2 ** 30), BIG_ARTIFACTS: 'reject' },
    });
    expect(statesOf(alone).TellPeople).toMatchObject({
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: {
        'Subject.$': '$.validation.notification.subject',
        'Message.$': '$.validation.notification.text',
      },
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 6 }],
      ResultPath: null,
    });
    alone.template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: Match.not(Match.objectLike({ Statement: [{ Principal: { Service: 'sagemaker' } }] })),
    });
  });

  test('with an image sends what is too big to a job, and decides by its report, or by its failure', () => {
    const States = statesOf(given({ image }));
    expect(States.IsToProcess).toMatchObject({
      Choices: [{ Variable: '$.validation.outcome', StringEquals: 'process', Next: 'ProcessValidation' }],
      Default: 'IsToTell',
    });
    expect(States.ProcessValidation).toMatchObject({
      Resource: 'arn:aws:states:::sagemaker:createProcessingJob.sync',
      Next: 'JudgeProcessing',
      ResultPath: '$.job',
      TimeoutSeconds: 5_400,
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.job', Next: 'JudgeProcessing' }],
    });
    expect(States.JudgeProcessing).toMatchObject({
      Parameters: { 'job.$': '$.job', 'attempt.$': '$.validation.attempt', 'validationId.$': '$$.Execution.Name' },
      Next: 'IsToProcess',
    });
  });

  test('names each try of a job anew, so that neither a retry nor a redrive collides', () => {
    expect(statesOf(given({ image })).ProcessValidation?.Parameters).toMatchObject({
      'ProcessingJobName.$': expect.stringMatching(/^States\.Format\('mlops-\w{6}-\{\}', States\.UUID\(\)\)$/),
    });
  });

  test('gives the job its program, the environment of the function, and a volume under the key', () => {
    const processed = given({ image });
    const parameters = statesOf(processed).ProcessValidation?.Parameters;
    expect(parameters).toMatchObject({
      AppSpecification: {
        ContainerEntrypoint: ['node', expect.stringMatching(/^\/opt\/ml\/processing\/input\/program\/[0-9a-f]+\.js$/)],
        'ContainerArguments.$': '$.validation.arguments',
      },
      Environment: { REGISTRY_TABLE: expect.anything(), ARTIFACT_BUCKET: expect.anything() },
      ProcessingResources: {
        ClusterConfig: {
          InstanceCount: 1,
          InstanceType: 'ml.m5.xlarge',
          VolumeSizeInGB: 30,
          VolumeKmsKeyId: expect.stringContaining(':key/'),
        },
      },
      StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
    });
    const program = /input\/program\/([0-9a-f]+\.js)/.exec(JSON.stringify(parameters))?.[1];
    expect(JSON.stringify(parameters?.ProcessingInputs)).toContain(`/${program}"`);
  });

  test('takes its size, its machine and its time from props', () => {
    const processed = given({
      image,
      threshold: Size.mebibytes(10),
      instanceType: 'ml.m5.4xlarge',
      volumeSize: Size.gibibytes(100),
      maxRuntime: Duration.hours(2),
    });
    expect(variablesOf(processed)).toMatchObject({
      Variables: { ARTIFACT_LIMIT: String(10 * 2 ** 20), BIG_ARTIFACTS: 'process' },
    });
    expect(statesOf(processed).ProcessValidation).toMatchObject({
      Parameters: {
        ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.4xlarge', VolumeSizeInGB: 100 } },
        StoppingCondition: { MaxRuntimeInSeconds: 7_200 },
      },
    });
  });

  test('has no job where that is turned off', () => {
    const off = given({ image, enabled: false });
    expect(Object.keys(statesOf(off))).not.toContain('ProcessValidation');
    expect(variablesOf(off)).toMatchObject({ Variables: { BIG_ARTIFACTS: 'reject' } });
  });
});
