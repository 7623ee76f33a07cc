import { ACCOUNT, listOf, REGION, render, statementsOf } from '../fixtures/rendering.js';
import { isAllowed } from '../fixtures/simulation.js';
import type { TemplateJson } from '../fixtures/synthesis.js';
import { logging, measuring, pull } from './container-permissions.js';
import { processingRequirements } from './processing-permissions.js';
import {
  arnOf,
  bucketArn,
  functionsOf,
  keyArn,
  keyPolicy,
  keyUse,
  object,
  only,
  passRole,
  prefixOf,
  type Requirement,
  roleMay,
  roleMayUseKey,
  ruleMayUseQueue,
  SOURCE,
  sageMaker,
} from './requirement.js';

/** The titles of the requirements that a template doesn't meet. */
export async function unmetRequirements(json: TemplateJson): Promise<string[]> {
  const verdicts = await Promise.all(requirements.map((requirement) => requirement.holds(json)));
  return requirements.filter((_, index) => !verdicts[index]).map(({ title }) => title);
}

const ROLLOUT = 'RolloutWorkflowRole';
const RETRAINING = 'RetrainingWorkflowRole';
const MODEL = 'RolloutModelRole';
const TRAINING = 'RetrainingTrainingRole';
const FIREHOSE = 'CaptureRole';

export const requirements: readonly Requirement[] = [
  ...keyUse('CloudWatch uses the key of the encrypted topic', 'cloudwatch.amazonaws.com', SOURCE),
  {
    title: 'CloudWatch uses the key for this account only',
    holds: async (json) =>
      keyPolicy(json).some(({ Sid }) => Sid === 'CloudWatchAlarms') &&
      !(await isAllowed(
        { service: 'cloudwatch.amazonaws.com' },
        { action: 'kms:Decrypt', resource: keyArn(json), context: { 'aws:SourceAccount': '999999999999' } },
        keyPolicy(json),
      )),
  },
  {
    title: 'CloudWatch publishes to the alarm topic, for this account only',
    holds: async (json) => {
      const [, policy] = only(json, 'AWS::SNS::TopicPolicy', 'AlarmTopic');
      const resource = String(render((policy.Topics as unknown[])[0], json));
      const publish = (account: string): Promise<boolean> =>
        isAllowed(
          { service: 'cloudwatch.amazonaws.com' },
          { action: 'sns:Publish', resource, context: { ...SOURCE, 'aws:SourceAccount': account } },
          statementsOf(json, policy.PolicyDocument),
        );
      return (await publish(ACCOUNT)) && !(await publish('999999999999'));
    },
  },
  ...keyUse('EventBridge uses the key of the dead-letter queue', 'events.amazonaws.com', SOURCE),
  ...keyUse('SNS uses the key of the dead-letter queue', 'sns.amazonaws.com', SOURCE),
  ...['events.amazonaws.com', 'sns.amazonaws.com'].map(
    (service): Requirement => ({
      title: `${service} uses the key for this account only`,
      holds: async (json) =>
        keyPolicy(json).some(({ Sid }) => Sid === 'DeadLetters') &&
        !(await isAllowed(
          { service },
          { action: 'kms:Decrypt', resource: keyArn(json), context: { 'aws:SourceAccount': '999999999999' } },
          keyPolicy(json),
        )),
    }),
  ),
  {
    title: 'CloudWatch Logs uses the key for log groups of this account and region only',
    holds: async (json) =>
      keyPolicy(json).some(
        ({ Principal, Action, Condition }) =>
          Principal?.Service === `logs.${REGION}.amazonaws.com` &&
          ['Encrypt', 'Decrypt', 'ReEncrypt', 'GenerateDataKey', 'Describe'].every((verb) =>
            listOf(Action).includes(`kms:${verb}*`),
          ) &&
          Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ===
            `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*`,
      ),
  },
  ...['SubmissionCompleted', 'VersionValidated', 'VersionApproved', 'VersionRetired', 'ExecutionEnded'].map(
    ruleMayUseQueue,
  ),
  ...roleMayUseKey('Firehose uses the key', FIREHOSE, ['kms:Decrypt', 'kms:GenerateDataKey']),
  roleMay('Firehose writes captured records', FIREHOSE, (json) => [
    { action: 's3:PutObject', resource: object(json, 'capture/churn/2026/01/01/00/one.gz') },
    { action: 's3:AbortMultipartUpload', resource: object(json, 'capture-errors/churn/one.gz') },
  ]),
  roleMay('Firehose looks at its bucket', FIREHOSE, (json) =>
    ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'].map((action) => ({
      action,
      resource: bucketArn(json),
    })),
  ),
  roleMay('Firehose logs what it could not deliver', FIREHOSE, (json) => [
    {
      action: 'logs:PutLogEvents',
      resource: `${arnOf(json, only(json, 'AWS::Logs::LogGroup', 'CaptureLogs')[0]).replace(/\*$/, '')}log-stream:one`,
    },
  ]),

  passRole('The rollout hands SageMaker the role of the model', ROLLOUT, MODEL),
  roleMay('The rollout makes endpoints of its own prefix', ROLLOUT, (json) => {
    const prefix = prefixOf(json, 'BeginRollout');
    return [
      { action: 'sagemaker:CreateModel', resource: sageMaker(`model/${prefix}-churn-v1-a`) },
      { action: 'sagemaker:CreateEndpointConfig', resource: sageMaker(`endpoint-config/${prefix}-churn-v1-a`) },
      { action: 'sagemaker:CreateEndpoint', resource: sageMaker(`endpoint/${prefix}-churn-v1-a`) },
      { action: 'sagemaker:CreateEndpoint', resource: sageMaker(`endpoint-config/${prefix}-churn-v1-a`) },
      { action: 'sagemaker:DescribeEndpoint', resource: sageMaker(`endpoint/${prefix}-churn-v1-a`) },
    ];
  }),
  ...processingRequirements,
  passRole('The retraining hands SageMaker the role of the training', RETRAINING, TRAINING),
  roleMay('.sync starts, follows, stops and tags training jobs of its own prefix', RETRAINING, (json) =>
    ['CreateTrainingJob', 'DescribeTrainingJob', 'StopTrainingJob', 'AddTags', 'ListTags'].map((action) => ({
      action: `sagemaker:${action}`,
      resource: sageMaker(`training-job/${prefixOf(json, 'SnapshotDataset')}-churn-1`),
    })),
  ),
  roleMay('.sync keeps its managed rule', RETRAINING, () =>
    ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'].map((action) => ({
      action,
      resource: `arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule`,
    })),
  ),

  roleMay('A model is read from the bucket', MODEL, (json) => [
    { action: 's3:GetObject', resource: object(json, 'models/churn/submissions/1/model.tar.gz') },
  ]),
  roleMay('A model is found in the bucket', MODEL, (json) => [
    { action: 's3:ListBucket', resource: bucketArn(json), context: { 's3:prefix': 'models/churn/' } },
  ]),
  ...roleMayUseKey('A model is decrypted', MODEL, ['kms:Decrypt']),
  roleMay('A model runs in its image', MODEL, (json) => pull(json, 'Rollout')),
  roleMay('A model logs', MODEL, (json) =>
    logging(`/aws/sagemaker/Endpoints/${prefixOf(json, 'BeginRollout')}-churn-v1-a`),
  ),
  roleMay('A model is measured', MODEL, () => [measuring]),

  roleMay('A training reads snapshot and evaluation set', TRAINING, (json) => [
    { action: 's3:GetObject', resource: object(json, 'snapshots/churn/1/train/train.csv') },
    { action: 's3:GetObject', resource: object(json, 'evaluation/churn/0000000001/evaluation.csv') },
  ]),
  roleMay('A training finds snapshot and evaluation set', TRAINING, (json) =>
    ['snapshots/churn/1/train/', 'evaluation/churn/0000000001/'].map((prefix) => ({
      action: 's3:ListBucket',
      resource: bucketArn(json),
      context: { 's3:prefix': prefix },
    })),
  ),
  roleMay('A training writes its output', TRAINING, (json) => [
    { action: 's3:PutObject', resource: object(json, 'training/churn/job/output/model.tar.gz') },
  ]),
  ...roleMayUseKey('A training uses the key', TRAINING, [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ]),
  ...roleMayUseKey("A training's volume is encrypted by a grant", TRAINING, ['kms:CreateGrant'], {
    'kms:GrantIsForAWSResource': 'true',
  }),
  roleMay('A training runs in its image', TRAINING, (json) => pull(json, 'Retraining')),
  roleMay('A training logs', TRAINING, () => logging('/aws/sagemaker/TrainingJobs')),
  roleMay('A training is measured', TRAINING, () => [measuring]),

  ...['Rollout', 'Retraining', 'Validation', 'ValidationSubmissions', 'Monitorchurn'].map((part): Requirement => {
    const role = `${part}WorkflowRole`;
    return roleMay(`The state machine of ${part} invokes each of its functions`, role, (json) =>
      functionsOf(json, `${part}Workflow`).map((resource) => ({ action: 'lambda:InvokeFunction', resource })),
    );
  }),
  roleMay('The Distributed Map starts and stops executions of its own machine', 'MonitorchurnWorkflowRole', (json) => {
    const machine = arnOf(json, only(json, 'AWS::StepFunctions::StateMachine', 'Monitor')[0]);
    const execution = `${machine.replace(':stateMachine:', ':execution:')}:one`;
    return [
      { action: 'states:StartExecution', resource: machine },
      { action: 'states:DescribeExecution', resource: execution },
      { action: 'states:StopExecution', resource: execution },
    ];
  }),
];
