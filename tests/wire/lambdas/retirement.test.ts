import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { DynamoDbModelRegistryStore } from '../../../lambdas/adapters/dynamodb/dynamo-db-model-registry-store.js';
import { EventBridgePublisher } from '../../../lambdas/adapters/eventbridge/event-bridge-publisher.js';
import { SageMakerEndpointControl } from '../../../lambdas/adapters/sagemaker/sage-maker-endpoint-control.js';
import { SsmModelPolicyStore } from '../../../lambdas/adapters/ssm/ssm-model-policy-store.js';
import { removeEndpointsInputSchema } from '../../../lambdas/application/documents/rollout-tasks.js';
import { sweepVersions } from '../../../lambdas/application/housekeeping/sweep-versions.js';
import { removeRetiredEndpoints } from '../../../lambdas/application/rollout/remove-retired-endpoints.js';
import { ManualClock } from '../../fixtures/manual-clock.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { modelVersion, put } from '../../fixtures/registry-records.js';
import { createRegistryTable } from '../../fixtures/registry-table.js';
import { TestAws, until } from '../embedded-aws.js';
import { modelArchive } from '../sagemaker/model-archive.js';

const roleArn = 'arn:aws:iam::000000000000:role/any';
const aws = new TestAws();

it('the daily run ends what is overdue; what it retires leaves no endpoint: the event names what to remove', async () => {
  const dynamo = new DynamoDBClient(aws.config);
  const registry = new DynamoDbModelRegistryStore(dynamo, await createRegistryTable(dynamo, 'retirement'));
  const ssm = new SSMClient(aws.config);
  for (const policy of [modelPolicy({ retirement: { maximumAgeDays: 30 } }), modelPolicy({ model: 'cats' })]) {
    const Name = `/retirement/${policy.model}`;
    await ssm.send(new PutParameterCommand({ Name, Value: JSON.stringify(policy), Type: 'String' }));
  }
  const policies = new SsmModelPolicyStore(ssm, '/retirement');
  const sagemaker = new SageMakerClient(aws.config);
  const endpoints = new SageMakerEndpointControl(sagemaker);
  await createEndpoint(sagemaker, 'retired-v1');
  const stuck = modelVersion(2, { registeredAt: '2026-01-20T00:00:00.000Z' });
  await put(registry, modelVersion(1, { status: 'Deployed', endpointName: 'retired-v1' }), stuck);

  const clock = new ManualClock();
  clock.advance(30 * 86_400);
  const swept = { rejected: 1, expired: 0, models: 1, looked: 2, retired: 1 };
  expect(await sweepVersions({ registry, policies, clock })).toEqual(swept);
  expect(await sweepVersions({ registry, policies, clock })).toEqual({ ...swept, rejected: 0, retired: 0 });
  expect(await registry.readVersion('bikes', 1)).toMatchObject({ status: 'Retired', contents: { task: 'regression' } });
  expect(await registry.readVersion('bikes', 2)).toMatchObject({ status: 'Rejected' });

  const { items } = await registry.listAuditRecords('bikes', { limit: 10 });
  const retirement = items.find(({ action }) => action === 'ModelVersionRetired');
  if (retirement === undefined) throw new Error('the retirement is on record');
  const told = await listenTo('ModelVersionRetired');
  await new EventBridgePublisher(new EventBridgeClient(aws.config), 'platform').publish(retirement);
  const input = removeEndpointsInputSchema.parse(JSON.parse(await told()));
  expect(input).toEqual({ model: 'bikes', endpointNames: ['retired-v1'] });
  if (!('model' in input)) throw new Error('it is an event');

  expect(await endpoints.list('retired-')).toEqual(['retired-v1']);
  const remove = () => removeRetiredEndpoints({ registry, endpoints, clock }, input);
  await until('an endpoint that may be deleted', () => remove().catch(() => undefined));
  await until('the end of the endpoint', async () => (await endpoints.list('retired-')).length === 0 || undefined);
  expect(await remove()).toEqual({ removed: ['retired-v1'] });
});

/** A serverless endpoint that need not come up: it is only there to be removed. */
async function createEndpoint(client: SageMakerClient, name: string): Promise<void> {
  const s3 = new S3Client({ ...aws.config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'retired' }));
  await s3.send(new PutObjectCommand({ Bucket: 'retired', Key: 'model.tar.gz', Body: await modelArchive({}) }));
  const PrimaryContainer = { Image: 'none', ModelDataUrl: 's3://retired/model.tar.gz' };
  await client.send(new CreateModelCommand({ ModelName: name, ExecutionRoleArn: roleArn, PrimaryContainer }));
  const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 1 };
  const variant = { VariantName: 'AllTraffic', ModelName: name, ServerlessConfig };
  await client.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }));
  await client.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
}

/** A rule on our events of one action; answers with the first event that it matched. */
async function listenTo(action: string): Promise<() => Promise<string>> {
  const sfn = new SFNClient(aws.config);
  const events = new EventBridgeClient(aws.config);
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'told', roleArn, definition }));
  const EventPattern = JSON.stringify({
    source: ['mlops'],
    'detail-type': [action],
    detail: { platform: ['platform'] },
  });
  await events.send(new PutRuleCommand({ Name: 'retired', EventPattern }));
  const target = { Id: 'told', Arn: stateMachineArn, RoleArn: roleArn };
  await events.send(new PutTargetsCommand({ Rule: 'retired', Targets: [target] }));
  return () =>
    until(`the event ${action}`, async () => {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      const executionArn = executions[0]?.executionArn;
      if (executionArn === undefined) return undefined;
      return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).input;
    });
}
