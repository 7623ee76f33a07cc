import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { allowJobs, allowPassRole, sageMakerTask } from '../private/sagemaker';
import type { Workflow } from '../private/workflow';
import type { RetrainingHandlers } from './retraining-handlers';

export interface RetrainingStates {
  readonly workflow: Workflow;
  readonly handlers: RetrainingHandlers;
  /** The role that SageMaker trains under. */
  readonly executionRole: iam.IRole;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Snapshot, check, train, submit. A run that the cooldown holds back ends well after the first step, with the reason in
 * its output. A step that fails ends the execution with its own cause; the champion stays.
 */
export function retrainingDefinition(states: RetrainingStates): sfn.IChainable {
  const { workflow, handlers } = states;
  const name = new sfn.Pass(workflow, 'NameRun', { inputPath: '$$.Execution.Name', resultPath: '$.runId' });
  const snapshot = workflow.invoke('SnapshotDataset', { handler: handlers.snapshot });
  const check = workflow.invoke('CheckDataset', { handler: handlers.check, resultPath: '$.check' });
  const submit = workflow.invoke('SubmitTrainingOutput', { handler: handlers.submit });
  const isToTrain = new sfn.Choice(workflow, 'IsToTrain')
    .when(sfn.Condition.stringEquals('$.action', 'skip'), new sfn.Succeed(workflow, 'HeldBack'))
    .otherwise(check.next(train(states)).next(submit));
  return name.next(snapshot).next(isToTrain);
}

/** The job's name is new at each try: a name that was used stays taken. */
function train({ workflow, executionRole, encryptionKey }: RetrainingStates): sfn.CustomState {
  return sageMakerTask(workflow, 'Train', 'sagemaker:createTrainingJob.sync', {
    parameters: {
      'TrainingJobName.$': "States.Format('{}-{}', $.training.jobPrefix, States.UUID())",
      RoleArn: executionRole.roleArn,
      AlgorithmSpecification: { 'TrainingImage.$': '$.training.image', TrainingInputMode: 'File' },
      InputDataConfig: [channel('train', '$.trainUri'), channel('evaluation', '$.evaluationUri')],
      OutputDataConfig: {
        'S3OutputPath.$': '$.training.outputPath',
        ...(encryptionKey === undefined ? {} : { KmsKeyId: encryptionKey.keyArn }),
      },
      ResourceConfig: {
        InstanceCount: 1,
        'InstanceType.$': '$.training.instanceType',
        'VolumeSizeInGB.$': '$.training.volumeSizeInGb',
        ...(encryptionKey === undefined ? {} : { VolumeKmsKeyId: encryptionKey.keyArn }),
      },
      StoppingCondition: { 'MaxRuntimeInSeconds.$': '$.training.maxRuntimeSeconds' },
      'HyperParameters.$': '$.training.hyperparameters',
      EnableNetworkIsolation: true,
    },
    resultSelector: {
      'TrainingJobName.$': '$.TrainingJobName',
      'TrainingJobArn.$': '$.TrainingJobArn',
      'ModelArtifacts.$': '$.ModelArtifacts',
      'OutputDataConfig.$': '$.OutputDataConfig',
    },
    resultPath: '$.job',
  });
}

const channel = (name: string, uriPath: string): Record<string, unknown> => ({
  ChannelName: name,
  ContentType: 'text/csv',
  InputMode: 'File',
  DataSource: {
    S3DataSource: { S3DataType: 'S3Prefix', 'S3Uri.$': uriPath, S3DataDistributionType: 'FullyReplicated' },
  },
});

/** What the state machine's role needs to run training jobs and wait for them. */
export function allowTraining(scope: Construct, role: iam.IRole, executionRole: iam.IRole, jobPrefix: string): void {
  allowJobs(scope, role, { name: 'TrainingJob', resource: 'training-job' }, jobPrefix);
  allowPassRole(role, executionRole);
}
