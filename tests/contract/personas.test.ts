import { describe, expect, test } from 'vitest';
import { anchorKeys, controlRoutes, objectKeys } from '../../lib/contracts/index.js';
import { statementsOf } from '../fixtures/rendering.js';
import { type Call, type Caller, isAllowed } from '../fixtures/simulation.js';
import { resourcesOf } from '../fixtures/synthesis.js';
import {
  arnOf,
  endpoint,
  get,
  inRegion,
  json,
  list,
  machine,
  on,
  put,
  type Rights,
  readRegistry,
  submission,
  surprises,
} from './calls.js';
import { keyArn, keyPolicy } from './requirement.js';

const PERSONAS = ['DataScientist', 'Approver', 'Operator', 'Auditor', 'Application'] as const;
type Persona = (typeof PERSONAS)[number];

const documentOf = (persona: Persona): unknown => {
  const found = resourcesOf(json, 'AWS::IAM::ManagedPolicy').filter(([id]) => id.includes(`Personas${persona}`));
  expect(found).toHaveLength(1);
  return found[0]?.[1].Properties.PolicyDocument;
};
const callerOf = (persona: Persona): Caller => ({ statements: statementsOf(json, documentOf(persona)) });

/** A route of an API as IAM sees its call. */
const call = (part: string, route: string): Call => {
  const [id] = resourcesOf(json, 'AWS::ApiGatewayV2::Api').find(([logicalId]) => logicalId.includes(part)) ?? [];
  return on('execute-api:Invoke', inRegion('execute-api', `${id?.toLowerCase()}/$default/${route.replace(' ', '')}`));
};
const control = (route: string): Call => call('Control', route);
const ARGUMENTS: Readonly<Record<string, string>> = {
  model: 'churn',
  version: '7',
  submissionId: '20260101T000000000Z-00000001',
  runId: 'manual-1',
  alias: 'challenger',
  hash: 'a'.repeat(64),
};
const requestOf = (route: string): Call =>
  control(route.replace(/\{(\w+)\}/g, (_, name: string) => ARGUMENTS[name] ?? `no argument ${name}`));

const readers = ['DataScientist', 'Approver', 'Operator', 'Auditor'] as const;

/** Who may call what. A route that is not here fails the test: somebody has to decide. */
const ROUTES: Readonly<Record<keyof typeof controlRoutes, readonly Persona[]>> = {
  openSubmission: ['DataScientist'],
  readSubmission: readers,
  listModels: readers,
  readModel: readers,
  listVersions: readers,
  readVersion: readers,
  readLineage: readers,
  readModelCard: readers,
  readApproval: readers,
  decideApproval: ['Approver'],
  requestRollout: ['Operator'],
  retireVersion: ['Operator'],
  listDatasetVersions: readers,
  listAliases: readers,
  readAlias: readers,
  moveAlias: ['Operator'],
  rollBack: ['Operator'],
  startRetraining: ['DataScientist', 'Operator'],
  readRetraining: readers,
  startMonitorRun: ['Operator'],
  readMonitorRun: readers,
};

describe('the routes of the control API', () => {
  const routes = Object.entries(controlRoutes);

  test('have a decision each about who may call them', () => {
    expect(Object.keys(ROUTES).sort()).toEqual(Object.keys(controlRoutes).sort());
  });

  test.each(PERSONAS)('are open to the %s where that was decided, and nowhere else', async (persona) => {
    const caller = callerOf(persona);
    const verdicts = await Promise.all(
      routes.map(async ([name, route]) => [name, await isAllowed(caller, requestOf(route))] as const),
    );
    const open = verdicts.filter(([, allowed]) => allowed).map(([name]) => name);
    const decided = Object.entries(ROUTES).filter(([, personas]) => personas.includes(persona));
    expect(open.sort()).toEqual(decided.map(([name]) => name).sort());
  });

  test.each(PERSONAS)('are all that the %s may ask of the API', async (persona) => {
    const others = ['PATCH', 'DELETE', 'PUT', 'POST'].flatMap((method) => [
      control(`${method} /models/churn`),
      control(`${method} /models/churn/versions/7`),
      control(`${method} /models/churn/versions/7/card`),
    ]);
    expect(await surprises(callerOf(persona), { can: [], cannot: others })).toEqual([]);
  });
});

const table = arnOf('AWS::DynamoDB::Table');
const artifacts = arnOf('AWS::S3::Bucket', 'Artifacts');
const anchors = arnOf('AWS::S3::Bucket', 'Anchors');
const anchor = `${anchors}/${anchorKeys.anchor('churn', 1)}`;
const readAnchors = [
  ...['ListBucket', 'ListBucketVersions', 'GetBucketObjectLockConfiguration'].map((action) =>
    on(`s3:${action}`, anchors),
  ),
  ...['GetObject', 'GetObjectVersion'].map((action) => on(`s3:${action}`, anchor)),
];
/** What would unsay what an anchor says. */
const rewriteAnchors = [
  ...[
    ...['PutObject', 'DeleteObject', 'DeleteObjectVersion', 'BypassGovernanceRetention'],
    ...['PutObjectRetention', 'PutObjectLegalHold'],
  ].map((action) => on(`s3:${action}`, anchor)),
  ...['PutBucketObjectLockConfiguration', 'PutLifecycleConfiguration', 'PutBucketPolicy', 'DeleteBucket'].map(
    (action) => on(`s3:${action}`, anchors),
  ),
];
const scanRegistry = on('dynamodb:Scan', table);
const writeTable = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'];
const machines = ['Rollout', 'Retraining', 'Monitor'].map(machine);
const allFunctions = resourcesOf(json, 'AWS::Lambda::Function').map(([id]) => arnOf('AWS::Lambda::Function', id));

/** What goes around the control API: nobody may. */
const around: Call[] = [
  ...rewriteAnchors,
  ...writeTable.map((action) => on(`dynamodb:${action}`, table)),
  ...['DeleteTable', 'UpdateTable', 'UpdateContinuousBackups', 'UpdateTimeToLive'].map((action) =>
    on(`dynamodb:${action}`, table),
  ),
  ...allFunctions.map((resource) => on('lambda:InvokeFunction', resource)),
  on('lambda:UpdateFunctionCode', arnOf('AWS::Lambda::Function', 'HandleControlRequest')),
  ...machines.flatMap((resource) => [on('states:StartExecution', resource), on('states:UpdateStateMachine', resource)]),
  // Who answers a task token decides what an execution waits for; IAM knows these by no resource.
  ...['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'].map((action) => on(`states:${action}`, '*')),
  ...machines.map((resource) => on('states:StopExecution', `${resource.replace('stateMachine', 'execution')}:a`)),
  on('events:PutEvents', inRegion('events', 'event-bus/default')),
  on('ssm:PutParameter', inRegion('ssm', 'parameter/mlops/churn')),
  on('sagemaker:InvokeEndpoint', endpoint()),
  on('sagemaker:DeleteEndpoint', endpoint()),
  // The task tokens of approvals that wait.
  get(objectKeys.approvalToken('churn', 7)),
  put(objectKeys.approvalToken('churn', 7)),
  put(submission),
  put('evaluation/churn/a'),
  put('registry/churn/audit/000000000001.json'),
  put('validation/churn/a'),
  put('monitoring/churn/a'),
  ...['DeleteObject', 'DeleteObjectVersion'].map((action) =>
    on(`s3:${action}`, `${artifacts}/registry/churn/audit/000000000001.json`),
  ),
  on('s3:PutLifecycleConfiguration', artifacts),
  on('s3:PutBucketVersioning', artifacts),
  on('s3:PutBucketPolicy', artifacts),
];

const validation = get('validation/churn/a.json');
const monitoring = get('monitoring/churn/reports/a/report.html');
const auditCopy = get('registry/churn/audit/000000000001.json');
const auditCopyVersion = { ...auditCopy, action: 's3:GetObjectVersion' };
/** What `mlops audit verify` reads beside the API. */
const audit = [auditCopy, ...readRegistry, scanRegistry, ...readAnchors];
const infer = call('Inference', 'POST /v2/models/churn/infer');
const dataset = put('datasets/churn/a.csv');
const labels = put('ground-truth/churn/2026/01/01/00/a.jsonl');

const RIGHTS: Readonly<Record<Persona, Rights>> = {
  DataScientist: {
    can: [dataset, validation, monitoring],
    cannot: [infer, labels, ...audit],
  },
  Approver: {
    can: [validation, monitoring],
    cannot: [infer, labels, dataset, get(submission), ...audit],
  },
  Operator: {
    can: [validation, monitoring],
    cannot: [infer, labels, dataset, ...audit],
  },
  Auditor: {
    can: [validation, monitoring, auditCopyVersion, list, ...audit],
    cannot: [infer, labels, dataset, get('datasets/churn/a.csv'), get('capture/churn/a')],
  },
  Application: {
    can: [infer, call('Inference', 'POST /models/churn/invocations'), labels],
    cannot: [dataset, validation, monitoring, get('capture/churn/a'), ...audit],
  },
};

describe('the policy of a person', () => {
  test.each(PERSONAS)('%s allows its objects and tables, and nothing around the APIs', async (persona) => {
    const { can, cannot } = RIGHTS[persona];
    expect(await surprises(callerOf(persona), { can, cannot: [...cannot, ...around] })).toEqual([]);
  });

  test.each(PERSONAS)('%s uses the key for what it reads and writes, and does not govern it', async (persona) => {
    const writes = persona === 'DataScientist' || persona === 'Application';
    const asked = ['Decrypt', 'GenerateDataKey', 'Encrypt', 'PutKeyPolicy', 'ScheduleKeyDeletion', 'CreateGrant'];
    const verdicts = await Promise.all(
      asked.map(async (action) => {
        const request = { action: `kms:${action}`, resource: keyArn(json) };
        return (await isAllowed(callerOf(persona), request, keyPolicy(json))) ? [action] : [];
      }),
    );
    expect(verdicts.flat()).toEqual(writes ? ['Decrypt', 'GenerateDataKey'] : ['Decrypt']);
  });

  test.each(PERSONAS)("%s fits IAM's 6,144 characters of a managed policy", (persona) => {
    const document = { Version: '2012-10-17', Statement: statementsOf(json, documentOf(persona)) };
    expect(JSON.stringify(document).length).toBeLessThan(6_144);
  });
});
