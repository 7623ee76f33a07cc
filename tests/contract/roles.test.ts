import { describe, expect, test } from 'vitest';
import type { HandlerName } from '../../lib/contracts/index.js';
import { functionOf, statementsOf, statementsOfRole } from '../fixtures/rendering.js';
import { isAllowed } from '../fixtures/simulation.js';
import { resourcesOf } from '../fixtures/synthesis.js';
import {
  anchorBucket,
  arnOf,
  endpoint,
  get,
  inRegion,
  json,
  list,
  listPolicies,
  machine,
  on,
  put,
  type Rights,
  readPolicy,
  readRegistry,
  removals,
  submission,
  surprises,
  token,
  writeRegistry,
} from './calls.js';

const anchor = `${anchorBucket}/anchors/churn/000000000001.json`;

/** What each handler's adapters send, and what stands next to it and must be refused. */
const RIGHTS: Readonly<Partial<Record<HandlerName, Rights>>> = {
  'handle-control-request': {
    can: [
      put(submission),
      get('models/churn/submissions/1/evaluation.json'),
      get('monitoring/churn/reports/a_b/report.json'),
      list,
      ...readRegistry,
      writeRegistry,
      readPolicy,
      listPolicies,
      on('states:StartExecution', machine('Retraining')),
      on('states:StartExecution', machine('Monitorchurn')),
      on('states:DescribeExecution', `${machine('Retraining').replace('stateMachine', 'execution')}:one`),
    ],
    cannot: [
      put('datasets/churn/a.csv'),
      put('models/churn/a'),
      get(submission),
      get('models/churn/submissions/1/predictions.csv'),
      get('monitoring/churn/runs/1/plan.json'),
      put('monitoring/churn/reports/a_b/report.json'),
      on('states:StartExecution', machine('Rollout')),
    ],
  },
  'invoke-model': {
    can: [
      ...readRegistry,
      readPolicy,
      on('sagemaker:InvokeEndpoint', endpoint()),
      on('firehose:PutRecordBatch', arnOf('AWS::KinesisFirehose::DeliveryStream')),
    ],
    cannot: [writeRegistry, listPolicies, get(submission), on('sagemaker:InvokeEndpoint', endpoint('other'))],
  },
  'validate-model-version': {
    can: [
      get(submission),
      get('evaluation/churn/0000000001/evaluation.csv'),
      ...['snapshots', 'datasets'].map((prefix) => get(`${prefix}/churn/a.csv`)),
      list,
      get('validation/churn/0000000001/report.json'),
      put('validation/churn/0000000001/report.json'),
      put('quarantine/churn/1/reason.json'),
      ...readRegistry,
      writeRegistry,
      readPolicy,
    ],
    cannot: [put(submission), put('evaluation/churn/0000000001/evaluation.csv'), get('registry/churn/audit/1.json')],
  },
  'decide-approval': { can: [...readRegistry, writeRegistry, readPolicy], cannot: [get(submission), put(submission)] },
  'request-approval': {
    can: [...readRegistry, put(token), on('sns:Publish', arnOf('AWS::SNS::Topic', 'Notifications'))],
    cannot: [writeRegistry, put(submission), on('sns:Publish', arnOf('AWS::SNS::Topic', 'AlarmTopic'))],
  },
  'expire-approval': { can: [...readRegistry, writeRegistry], cannot: [readPolicy, get(submission)] },
  'publish-audit-records': {
    can: [
      ...[...readRegistry, list],
      get('registry/churn/audit/000000000001.json'),
      put('registry/churn/audit/000000000001.json'),
      on('s3:PutObject', anchor),
      on('events:PutEvents', inRegion('events', 'event-bus/default')),
      on('dynamodb:GetRecords', arnOf('AWS::DynamoDB::Table', '', 'StreamArn')),
    ],
    cannot: [
      writeRegistry,
      put(submission),
      get(submission),
      on('events:PutEvents', inRegion('events', 'event-bus/other')),
      on('s3:PutObject', `${anchorBucket}/other`),
      ...['GetObject', 'DeleteObject', 'DeleteObjectVersion', 'PutObjectRetention', 'BypassGovernanceRetention'].map(
        (action) => on(`s3:${action}`, anchor),
      ),
    ],
  },
  'begin-rollout': {
    can: [
      ...[...readRegistry, writeRegistry, readPolicy, get(submission)],
      ...[get('validation/churn/0000000001/scores.csv'), on('sagemaker:DescribeEndpoint', endpoint())],
    ],
    cannot: [
      ...[put(submission), put('validation/churn/0000000001/scores.csv'), on('sagemaker:InvokeEndpoint', endpoint())],
      on('sagemaker:DescribeEndpoint', endpoint('other')),
      ...removals,
    ],
  },
  'smoke-test-endpoint': {
    can: [...readRegistry, get(submission), on('sagemaker:InvokeEndpoint', endpoint())],
    cannot: [writeRegistry, on('sagemaker:InvokeEndpoint', endpoint('other'))],
  },
  'shift-traffic': { can: [...readRegistry, writeRegistry], cannot: [get(submission), readPolicy] },
  'check-bake': {
    can: [...readRegistry, readPolicy, on('cloudwatch:DescribeAlarms', inRegion('cloudwatch', 'alarm:one'))],
    cannot: [writeRegistry, on('cloudwatch:SetAlarmState', inRegion('cloudwatch', 'alarm:one'))],
  },
  'finish-rollout': { can: [...readRegistry, writeRegistry], cannot: [readPolicy, ...removals] },
  'abort-rollout': {
    can: [...readRegistry, writeRegistry, ...removals],
    cannot: [readPolicy, get(submission), on('sagemaker:DeleteEndpoint', endpoint('other'))],
  },
  'remove-endpoints': {
    can: [...readRegistry, ...removals, on('sqs:SendMessage', arnOf('AWS::SQS::Queue'))],
    cannot: [writeRegistry, readPolicy, on('sagemaker:DeleteEndpoint', endpoint('other'))],
  },
  'sweep-versions': {
    can: [...readRegistry, writeRegistry, readPolicy, listPolicies],
    cannot: [get(submission), ...removals],
  },
  'clean-up-endpoints': {
    can: [...removals, ...['Endpoints', 'EndpointConfigs', 'Models'].map((what) => on(`sagemaker:List${what}`, '*'))],
    cannot: [on('sagemaker:DeleteEndpoint', endpoint('other'))],
  },
  'plan-monitor-run': {
    can: [...readRegistry, list, get(submission), put('monitoring/churn/runs/1/plan.json')],
    cannot: [
      ...[writeRegistry, get('ground-truth/churn/2026/01/01/00/a.jsonl')],
      ...[get, put].map((call) => call('capture/churn/2026/01/01/00/a.gz')),
      put('monitoring/churn/reports/a_b/report.json'),
    ],
  },
  'summarise-shard': {
    can: [
      ...['capture/churn/2026/01/01/00/a.gz', 'monitoring/churn/runs/1/plan.json'].map(get),
      put('monitoring/churn/runs/1/a'),
    ],
    cannot: [
      ...[...readRegistry, get('capture/other/2026/01/01/00/a.gz'), get('ground-truth/churn/2026/01/01/00/a.jsonl')],
      ...['monitoring/other/runs/1/a', 'monitoring/churn/reports/a_b/report.json'].map(put),
    ],
  },
  'merge-monitor-run': {
    can: [
      ...[list, get('ground-truth/churn/2026/01/01/00/a.jsonl')],
      ...['runs/1/exclusions/000001.bin', 'reports/a_b/report.json'].flatMap((key) =>
        [get, put].map((call) => call(`monitoring/churn/${key}`)),
      ),
    ],
    cannot: [...[...readRegistry, put(submission), get(submission), get('capture/churn/2026/01/01/00/a.gz')]],
  },
  'respond-to-alarm': {
    can: [
      ...readRegistry,
      writeRegistry,
      readPolicy,
      list,
      get('monitoring/churn/reports/a_b/report.json'),
      on('sns:Publish', arnOf('AWS::SNS::Topic', 'Notifications')),
      on('states:StartExecution', machine('Retraining')),
    ],
    cannot: [
      on('sns:Publish', arnOf('AWS::SNS::Topic', 'AlarmTopic')),
      on('states:StartExecution', machine('Rollout')),
      put('monitoring/churn/reports/a_b/report.json'),
    ],
  },
  'snapshot-dataset': {
    can: [
      list,
      ...['datasets', 'ground-truth', 'capture', 'snapshots', 'evaluation'].map((prefix) => get(`${prefix}/churn/a`)),
      put('snapshots/churn/1/train/train.csv'),
      put('evaluation/churn/0000000001/evaluation.csv'),
      ...readRegistry,
      writeRegistry,
      readPolicy,
    ],
    cannot: [put('datasets/churn/a.csv'), put('ground-truth/churn/a'), put(submission)],
  },
  'check-dataset': {
    can: [
      get('snapshots/churn/1/snapshot.json'),
      get('evaluation/churn/0000000001/evaluation.csv'),
      get(submission),
      put('snapshots/churn/1/constraint_violations.json'),
      ...readRegistry,
      readPolicy,
    ],
    cannot: [writeRegistry, get('datasets/churn/a.csv'), put('snapshots/churn/1/train/train.csv'), put(submission)],
  },
  'submit-training-output': {
    can: [
      get('training/churn/job/output/model.tar.gz'),
      get('snapshots/churn/1/snapshot.json'),
      put(submission),
      ...readRegistry,
      writeRegistry,
    ],
    cannot: [readPolicy, put('training/churn/a'), put('evaluation/churn/a')],
  },
};

const key = arnOf('AWS::KMS::Key');
const keyPolicy = resourcesOf(json, 'AWS::KMS::Key').flatMap(([, { Properties }]) =>
  statementsOf(json, Properties.KeyPolicy),
);

describe('the role of a function', () => {
  test.each(Object.entries(RIGHTS))(
    'of %s allows what its adapters send, and not what stands beside',
    async (handler, rights) => {
      const statements = statementsOfRole(json, functionOf(json, handler).roleId);
      expect(await surprises({ statements }, rights)).toEqual([]);
    },
  );

  test.each(Object.entries(RIGHTS).filter(([, { can }]) => can.some(({ action }) => /^(s3|dynamodb):/.test(action))))(
    'of %s may use the key of what it reads and writes, and no more of it',
    async (handler, { can }) => {
      const statements = statementsOfRole(json, functionOf(json, handler).roleId);
      const may = (action: string): Promise<boolean> => isAllowed({ statements }, on(action, key), keyPolicy);
      const writes = can.some(({ action }) => ['s3:PutObject', 'dynamodb:PutItem', 'sqs:SendMessage'].includes(action));
      expect(await may('kms:Decrypt')).toBe(true);
      expect(await may('kms:GenerateDataKey')).toBe(writes);
      expect(await may('kms:ScheduleKeyDeletion')).toBe(false);
      expect(await may('kms:CreateGrant')).toBe(false);
    },
  );
});
