import { ACCOUNT, definitionOf, listOf, REGION, render, statementsOf } from '../fixtures/rendering.js';
import { type Call, isAllowed } from '../fixtures/simulation.js';
import type { TemplateJson } from '../fixtures/synthesis.js';
import {
  arnOf,
  bucketArn,
  functionsOf,
  keyArn,
  keyPolicy,
  keyUse,
  logs,
  object,
  only,
  passRole,
  prefixOf,
  type Requirement,
  roleMay,
  roleMayUseKey,
  roleStatements,
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
const SUBMISSIONS = 'ValidationSubmissionsWorkflowRole';
const PROCESSING = 'ValidationProcessingRole';
const FIREHOSE = 'CaptureRole';

const pull = (json: TemplateJson, part: string): Call[] => [
  { action: 'ecr:GetAuthorizationToken', resource: '*' },
  ...['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map((action) => ({
    action,
    resource: arnOf(json, only(json, 'AWS::ECR::Repository', part)[0]),
  })),
];

const logging = (group: string): Call[] =>
  ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: logs(group) }));

const measuring: Call = {
  action: 'cloudwatch:PutMetricData',
  resource: '*',
  context: { 'cloudwatch:namespace': '/aws/sagemaker/Endpoints' },
};

/** What the state that starts a processing job says. */
const processingState = (json: TemplateJson): Record<string, unknown> => {
  const [id] = only(json, 'AWS::StepFunctions::StateMachine', 'ValidationSubmissions');
  return definitionOf(json, id).States.ProcessValidation?.Parameters ?? {};
};

const processingPrefix = (json: TemplateJson): string =>
  /'(mlops-\w{6})-/.exec(String(processingState(json)['ProcessingJobName.$']))?.[1] ?? 'none';

const programArn = (json: TemplateJson): string => {
  const uri = /s3:\/\/([^"]+)/.exec(JSON.stringify(processingState(json).ProcessingInputs))?.[1];
  return `arn:aws:s3:::${uri}`;
};

const policyArn = (json: TemplateJson): string => {
  const [, { Name }] = only(json, 'AWS::SSM::Parameter');
  return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${Name}`;
};

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
  passRole('The validation hands SageMaker the role of the job', SUBMISSIONS, PROCESSING),
  roleMay('.sync starts, follows, stops and tags processing jobs of its own prefix', SUBMISSIONS, (json) =>
    ['CreateProcessingJob', 'DescribeProcessingJob', 'StopProcessingJob', 'AddTags', 'ListTags'].map((action) => ({
      action: `sagemaker:${action}`,
      resource: sageMaker(`processing-job/${processingPrefix(json)}-one`),
    })),
  ),
  roleMay('.sync keeps its managed rule for processing jobs', SUBMISSIONS, () =>
    ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'].map((action) => ({
      action,
      resource: `arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForSageMakerProcessingJobsRule`,
    })),
  ),
  roleMay('The validation tells people', SUBMISSIONS, (json) => [
    { action: 'sns:Publish', resource: arnOf(json, only(json, 'AWS::SNS::Topic', 'Notifications')[0], 'TopicArn') },
  ]),
  ...roleMayUseKey('The validation encrypts what it tells', SUBMISSIONS, ['kms:Decrypt', 'kms:GenerateDataKey']),
  roleMay('A processing job reads submissions, evaluation sets and what was trained on', PROCESSING, (json) =>
    [
      'models/churn/submissions/1/model.tar.gz',
      'evaluation/churn/0000000001/evaluation.csv',
      'snapshots/churn/1/a',
      'datasets/churn/a.csv',
    ].map((key) => ({ action: 's3:GetObject', resource: object(json, key) })),
  ),
  roleMay('A processing job finds what it reads', PROCESSING, (json) => [
    { action: 's3:ListBucket', resource: bucketArn(json), context: { 's3:prefix': 'models/churn/' } },
    {
      action: 's3:ListBucket',
      resource: programArn(json).replace(/\/.*/, ''),
      context: { 's3:prefix': programArn(json).replace(/^[^/]*\//, '') },
    },
  ]),
  roleMay('A processing job reads registry and policies', PROCESSING, (json) => [
    { action: 'dynamodb:GetItem', resource: arnOf(json, only(json, 'AWS::DynamoDB::Table')[0]) },
    { action: 'ssm:GetParameter', resource: policyArn(json) },
  ]),
  roleMay('A processing job writes its report', PROCESSING, (json) => [
    { action: 's3:PutObject', resource: object(json, 'validation/churn/0000000001/report.json') },
  ]),
  {
    title: 'A processing job writes nothing else',
    holds: async (json) => {
      const statements = roleStatements(json, PROCESSING);
      const calls = [
        { action: 'dynamodb:PutItem', resource: arnOf(json, only(json, 'AWS::DynamoDB::Table')[0]) },
        { action: 's3:PutObject', resource: object(json, 'models/churn/submissions/1/model.tar.gz') },
        { action: 's3:PutObject', resource: object(json, 'evaluation/churn/0000000001/evaluation.csv') },
      ];
      const verdicts = await Promise.all(calls.map((call) => isAllowed({ statements }, call)));
      return statements.length > 0 && !verdicts.some(Boolean);
    },
  },
  roleMay('A processing job gets its program', PROCESSING, (json) => [
    { action: 's3:GetObject', resource: programArn(json) },
  ]),
  ...roleMayUseKey('A processing job uses the key', PROCESSING, [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ]),
  ...roleMayUseKey("A processing job's volume is encrypted by a grant", PROCESSING, ['kms:CreateGrant'], {
    'kms:GrantIsForAWSResource': 'true',
  }),
  roleMay('A processing job runs in the serving image', PROCESSING, (json) => pull(json, 'Rollout')),
  roleMay('A processing job logs', PROCESSING, () => logging('/aws/sagemaker/ProcessingJobs')),
  roleMay('A processing job is measured', PROCESSING, () => [measuring]),
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
