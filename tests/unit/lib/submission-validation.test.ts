import { Duration, Size } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
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

const CAUGHT = (Next: string) => [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next }];

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
    expect(Object.keys(statesOf(alone)).sort()).toEqual([
      'Done',
      'IsToTell',
      'JudgeFailedValidation',
      'TellPeople',
      'ValidateModelVersion',
    ]);
    expect(statesOf(alone)).toMatchObject({
      ValidateModelVersion: { Next: 'IsToTell', Catch: CAUGHT('JudgeFailedValidation') },
      JudgeFailedValidation: { Next: 'IsToTell' },
    });
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

  test('with an image gives a job what a function failed at, once, and rejects what a job could not change', () => {
    const States = statesOf(given({ image }));
    const payload = { 'detail.$': '$.detail', 'failure.$': '$.failure', 'validationId.$': '$$.Execution.Name' };
    expect(States).toMatchObject({
      ValidateModelVersion: { Catch: CAUGHT('JudgeFailedValidation') },
      JudgeFailedValidation: { Next: 'IsToProcess', Parameters: { ...payload, afterJob: false } },
      JudgeProcessing: { Catch: CAUGHT('JudgeFailedProcessing') },
      JudgeFailedProcessing: { Next: 'IsToTell', Parameters: { ...payload, afterJob: true } },
    });
    // What fails there fails the execution, and sounds the alarm.
    expect(States.JudgeFailedValidation).not.toHaveProperty('Catch');
    expect(States.JudgeFailedProcessing).not.toHaveProperty('Catch');
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

  test.each([Duration.seconds(59), Duration.hours(6).plus(Duration.seconds(1))])(
    'refuses a job of %s, of which three would not fit the day that a version may wait',
    (maxRuntime) => {
      expect(() => given({ image, maxRuntime })).toThrow(
        /^processing\.maxRuntime is \d+ seconds: expected 60 to 21600, /,
      );
    },
  );

  test('takes a job of six hours', () => {
    expect(statesOf(given({ image, maxRuntime: Duration.hours(6) })).ProcessValidation).toMatchObject({
      TimeoutSeconds: 23_400,
    });
  });

  test('has no job where that is turned off', () => {
    const off = given({ image, enabled: false });
    expect(Object.keys(statesOf(off))).not.toContain('ProcessValidation');
    expect(variablesOf(off)).toMatchObject({ Variables: { BIG_ARTIFACTS: 'reject' } });
  });
});
