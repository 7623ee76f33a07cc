import { Match } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, ModelPolicies, ModelRegistry, RetrainingPipeline } from '../../../lib/index.js';
import { definitionOf } from '../../fixtures/rendering.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const retraining = (use: (pipeline: RetrainingPipeline) => void = () => {}) =>
  synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    use(new RetrainingPipeline(stack, 'Retraining', { artifacts, registry, policies: new ModelPolicies(stack, 'P') }));
  });

describe('the state machine of a retraining', () => {
  const { template, json } = retraining();
  const [id] = resourcesOf(json, 'AWS::StepFunctions::StateMachine')[0] ?? ['none'];
  const { States } = definitionOf(json, id);
  const train = States.Train;

  test('snapshots, checks, trains and submits', () => {
    expect(Object.keys(States)).toEqual([
      'NameRun',
      'SnapshotDataset',
      'IsToTrain',
      'CheckDataset',
      'Train',
      'SubmitTrainingOutput',
      'HeldBack',
    ]);
    expect(train?.Resource).toBe('arn:aws:states:::sagemaker:createTrainingJob.sync');
  });

  test('ends well, without a training, when the first step says so', () => {
    expect(States.IsToTrain).toMatchObject({
      Choices: [{ Variable: '$.action', StringEquals: 'skip', Next: 'HeldBack' }],
      Default: 'CheckDataset',
    });
    expect(States.HeldBack?.Type).toBe('Succeed');
  });

  test('names each try of a job anew, so that neither a retry nor a redrive collides', () => {
    expect(train?.Parameters).toMatchObject({
      'TrainingJobName.$': "States.Format('{}-{}', $.training.jobPrefix, States.UUID())",
    });
  });

  test('trains in isolation, with output and volume encrypted by the key', () => {
    expect(train?.Parameters).toMatchObject({
      EnableNetworkIsolation: true,
      OutputDataConfig: { KmsKeyId: expect.stringContaining(':key/') },
      ResourceConfig: { VolumeKmsKeyId: expect.stringContaining(':key/'), InstanceCount: 1 },
    });
  });

  test("hands on of the job's description what is of use, since state is small", () => {
    expect(train?.ResultSelector).toEqual({
      'TrainingJobName.$': '$.TrainingJobName',
      'TrainingJobArn.$': '$.TrainingJobArn',
      'ModelArtifacts.$': '$.ModelArtifacts',
      'OutputDataConfig.$': '$.OutputDataConfig',
    });
    expect(train?.ResultPath).toBe('$.job');
  });

  test('ends failed with the cause of the step that failed', () => {
    expect(Object.values(States).flatMap(({ Catch }) => Catch ?? [])).toEqual([]);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsFailed',
      AlarmDescription: Match.stringLikeRegexp('the champion stays. Next: '),
    });
  });

  test('starts by no schedule of its own accord', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  });
});

describe('a schedule', () => {
  test('starts a training each month', () => {
    retraining((pipeline) => pipeline.addSchedule('churn')).template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 3 1 * ? *)',
      Target: Match.objectLike({ Input: '{"model":"churn","trigger":"schedule","startedBy":"schedule:churn"}' }),
    });
  });

  test('is as it is said, one a model, with one queue for all', () => {
    const { template } = retraining((pipeline) => {
      pipeline.addSchedule('churn', ScheduleExpression.expression('rate(7 days)'));
      pipeline.addSchedule('bikes');
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(7 days)' });
    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
    template.resourceCountIs('AWS::SQS::Queue', 2);
  });
});
