import { ACCOUNT, definitionOf, REGION } from '../fixtures/rendering.js';
import { isAllowed } from '../fixtures/simulation.js';
import type { TemplateJson } from '../fixtures/synthesis.js';
import { logging, measuring, pull } from './container-permissions.js';
import {
  arnOf,
  bucketArn,
  object,
  only,
  passRole,
  type Requirement,
  roleMay,
  roleMayUseKey,
  roleStatements,
  sageMaker,
} from './requirement.js';

const SUBMISSIONS = 'ValidationSubmissionsWorkflowRole';
const PROCESSING = 'ValidationProcessingRole';

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

/** What the validation of submissions needs of SageMaker and SNS, and its processing job of everything. */
export const processingRequirements: readonly Requirement[] = [
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
  roleMay('A processing job leaves what it found', PROCESSING, (json) => [
    { action: 's3:PutObject', resource: object(json, 'validation/churn/0000000001/jobs/one-1/report.json') },
  ]),
  {
    title: 'A processing job writes nothing else, and reads no report',
    holds: async (json) => {
      const statements = roleStatements(json, PROCESSING);
      const calls = [
        { action: 'dynamodb:PutItem', resource: arnOf(json, only(json, 'AWS::DynamoDB::Table')[0]) },
        { action: 's3:PutObject', resource: object(json, 'models/churn/submissions/1/model.tar.gz') },
        { action: 's3:PutObject', resource: object(json, 'evaluation/churn/0000000001/evaluation.csv') },
        { action: 's3:PutObject', resource: object(json, 'validation/churn/0000000001/report.json') },
        { action: 's3:GetObject', resource: object(json, 'validation/churn/0000000001/jobs/one-1/report.json') },
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
];
