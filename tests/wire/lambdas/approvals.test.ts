import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../../../lambdas/adapters/s3/s3-artifact-store.js';
import { StepFunctionsTaskCallback } from '../../../lambdas/adapters/sfn/step-functions-task-callback.js';
import { decideVersion } from '../../../lambdas/application/control/approvals.js';
import { systemClock } from '../../../lambdas/ports/clock.js';
import { objectKeys } from '../../../lib/contracts/index.js';
import {
  ApprovalPolicy,
  ArtifactStore,
  ModelPolicies,
  ModelRegistry,
  ModelTask,
  ModelValidation,
} from '../../../lib/index.js';
import { session } from '../../fixtures/approval-platform.js';
import { MemoryModelPolicyStore } from '../../fixtures/memory/memory-model-policy-store.js';
import { MemoryWorkflowStarter } from '../../fixtures/memory/memory-workflow-starter.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { modelVersion, put } from '../../fixtures/registry-records.js';
import { deployConstructs } from '../deploy-constructs.js';
import { TestAws, until } from '../embedded-aws.js';

const POLICIES = {
  bikes: { quorum: 2, expirySeconds: 3_600 },
  cats: { quorum: 1, expirySeconds: 2 },
} as const;
type Model = keyof typeof POLICIES | 'dogs';

const aws = new TestAws();
let output: (name: 'Bucket' | 'Table' | 'Machine' | 'Queue') => string;
let sfn: SFNClient;
let registry: DynamoDbModelRegistryStore;
let artifacts: S3ArtifactStore;

beforeAll(async () => {
  const handlers = ['decide-approval', 'request-approval', 'expire-approval'] as const;
  output = await deployConstructs(aws, 'approvals', handlers, (stack) => {
    const store = new ArtifactStore(stack, 'Artifacts');
    const models = new ModelRegistry(stack, 'Registry', { artifacts: store });
    const policies = new ModelPolicies(stack, 'Policies');
    const notificationTopic = new Topic(stack, 'Topic');
    const queue = new Queue(stack, 'Queue');
    notificationTopic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
    const resources = { captureStreamName: 'c', monitorStateMachineArn: 'm', rollbackAlarmNames: [] };
    const model = { task: ModelTask.REGRESSION, dataset: { target: 'cnt' } };
    for (const [name, { quorum, expirySeconds }] of Object.entries(POLICIES)) {
      const approval = ApprovalPolicy.human({ quorum, expiry: Duration.seconds(expirySeconds) });
      policies.addModel({ ...model, name, approval }, resources);
    }
    policies.addModel({ ...model, name: 'dogs' }, resources);
    const validation = new ModelValidation(stack, 'Validation', {
      artifacts: store,
      registry: models,
      policies,
      notificationTopic,
    });
    return {
      Bucket: store.bucket.bucketName,
      Table: models.table.tableName,
      Machine: validation.stateMachine.stateMachineArn,
      Queue: queue.queueUrl,
    };
  });
  sfn = new SFNClient(aws.config);
  registry = new DynamoDbModelRegistryStore(new DynamoDBClient(aws.config), output('Table'));
  artifacts = new S3ArtifactStore(new S3Client({ ...aws.config, forcePathStyle: true }), output('Bucket'));
});

/** Tells, as often as asked, that version 1 of a model was validated. */
async function validated(model: Model, times = 1): Promise<void> {
  const events = new EventBridgeClient(aws.config);
  const Detail = JSON.stringify({ platform: output('Bucket'), model, version: 1 });
  const entry = { Source: 'mlops', DetailType: 'ModelVersionValidated', Detail };
  await events.send(new PutEventsCommand({ Entries: Array.from({ length: times }, () => entry) }));
}

/** The executions that are about a model, by their status. */
async function executionsOf(model: Model): Promise<(string | undefined)[]> {
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: output('Machine') }));
  const described = await Promise.all(
    executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described
    .filter(({ input }) => input?.includes(`"${model}"`))
    .map(({ status }) => status)
    .sort();
}

const statusOf = async (model: Model) => (await registry.readVersion(model, 1))?.status;
const becomes = (model: Model, status: string) =>
  until(`version 1 of ${model} as ${status}`, async () => ((await statusOf(model)) === status ? true : undefined));
const haveEnded = (model: Model, count: number) =>
  until(`the executions of ${model}`, async () => {
    const statuses = await executionsOf(model);
    return statuses.length === count && !statuses.includes('RUNNING') ? statuses : undefined;
  });

async function approve(actor: string) {
  const ports = {
    registry,
    artifacts,
    callbacks: new StepFunctionsTaskCallback(sfn),
    policies: new MemoryModelPolicyStore(modelPolicy({ approval: POLICIES.bikes })),
    workflows: new MemoryWorkflowStarter(),
    retrainingStateMachineArn: 'arn:retraining',
    clock: systemClock,
    newId: () => 'id',
  };
  return decideVersion(ports, actor, 'bikes', 1, { decision: 'approve', reason: 'as agreed' });
}

describe('a version that was validated', () => {
  it('waits for people, who are told once, and its executions end when the quorum is reached', async () => {
    await put(registry, modelVersion(1, { status: 'Validated' }));
    await validated('bikes', 2);
    const message = await until('the notification', async () => (await aws.receive(output('Queue')))[0]);
    expect(message).toContain('mlops approve --model bikes --version 1');
    await until('one execution that waits', async () => {
      const statuses = await executionsOf('bikes');
      return statuses.join() === 'RUNNING,SUCCEEDED' ? true : undefined;
    });
    const token = await artifacts.readText(objectKeys.approvalToken('bikes', 1));
    expect(await approve(session('bob'))).toMatchObject({ status: 'Pending', approvalsMissing: 1 });
    expect(await executionsOf('bikes')).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(await approve(session('eve'))).toMatchObject({ status: 'Approved', versionStatus: 'Approved' });
    expect(await haveEnded('bikes', 2)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await approve(session('eve'))).toMatchObject({ versionStatus: 'Approved' });
    expect(await aws.receive(output('Queue'))).toEqual([]);
    expect(message).not.toContain(JSON.parse(token).taskToken);
    const { items } = await registry.listAuditRecords('bikes', { limit: 100 });
    expect(items.slice(1).map(({ action }) => action)).toEqual([
      'ApprovalRequested',
      'ApprovalRecorded',
      'ModelVersionApproved',
    ]);
  });

  it('expires when nobody decides in time', async () => {
    await put(registry, modelVersion(1, { model: 'cats', status: 'Validated' }));
    await validated('cats');
    await becomes('cats', 'Expired');
    expect(await haveEnded('cats', 1)).toEqual(['SUCCEEDED']);
    expect(await registry.readApproval('cats', 1)).toMatchObject({ status: 'Expired' });
  });

  it('is approved at once where the policy does that', async () => {
    await put(registry, modelVersion(1, { model: 'dogs', status: 'Validated' }));
    await validated('dogs');
    await becomes('dogs', 'Approved');
    expect(await haveEnded('dogs', 1)).toEqual(['SUCCEEDED']);
  });
});
