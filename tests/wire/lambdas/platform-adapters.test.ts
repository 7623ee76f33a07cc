import { createHash } from 'node:crypto';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, it } from 'vitest';
import { CloudWatchAlarmReader } from '../../../lambdas/adapters/cloudwatch/cloud-watch-alarm-reader.js';
import { S3ArtifactStore } from '../../../lambdas/adapters/s3/s3-artifact-store.js';
import { SageMakerEndpointControl } from '../../../lambdas/adapters/sagemaker/sage-maker-endpoint-control.js';
import { SageMakerEndpointInvoker } from '../../../lambdas/adapters/sagemaker/sage-maker-endpoint-invoker.js';
import { StepFunctionsWorkflowStarter } from '../../../lambdas/adapters/sfn/step-functions-workflow-starter.js';
import { POLICY_CACHE, SsmModelPolicyStore } from '../../../lambdas/adapters/ssm/ssm-model-policy-store.js';
import { Conflict, DependencyUnavailable, NotFound } from '../../../lambdas/domain/errors.js';
import { artifactStoreSuite } from '../../fixtures/artifact-store-suite.js';
import { ManualClock } from '../../fixtures/manual-clock.js';
import { modelPolicy } from '../../fixtures/model-policy.js';
import { TestAws } from '../embedded-aws.js';

const aws = new TestAws();
const Bucket = 'artifacts-of-the-adapters';
let store: S3ArtifactStore;
let prefixes = 0;

beforeAll(async () => {
  const client = new S3Client({ ...aws.config, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  store = new S3ArtifactStore(client, Bucket);
});

artifactStoreSuite('the artifacts in S3', async () => {
  prefixes += 1;
  return { store, prefix: `suite-${prefixes}/` };
});

describe('a presigned upload', () => {
  const upload = async (body: string, sha256?: string) => {
    const { url, headers } = await store.presignUpload('uploads/a', {
      expiresSeconds: 60,
      ...(sha256 === undefined ? {} : { sha256 }),
    });
    return { url, headers, response: await fetch(url, { method: 'PUT', body, headers }) };
  };

  it('takes the content that it was signed for, by a header that is part of the signature', async () => {
    const sha256 = createHash('sha256').update('content').digest('hex');
    const { url, headers, response } = await upload('content', sha256);
    expect(response.status).toBe(200);
    expect(headers).toEqual({ 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') });
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-SignedHeaders')).toContain('x-amz-checksum-sha256');
    expect([...query.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect(await store.readText('uploads/a')).toBe('content');
  });

  it('without a hash asks for no checksum at all', async () => {
    const { url, headers, response } = await upload('anything');
    expect(response.status).toBe(200);
    expect(headers).toEqual({});
    expect(url).not.toMatch(/checksum/i);
  });
});

describe('the model policies in SSM', () => {
  it('are read by name, kept for a minute, and listed', async () => {
    const client = new SSMClient(aws.config);
    const putPolicy = (bakeSeconds: number) =>
      client.send(
        new PutParameterCommand({
          Name: '/adapters/models/bikes',
          Type: 'String',
          Overwrite: true,
          Value: JSON.stringify(modelPolicy({ rollout: { ...modelPolicy().rollout, bakeSeconds } })),
        }),
      );
    const clock = new ManualClock();
    const policies = new SsmModelPolicyStore(client, '/adapters/models', { ...POLICY_CACHE, clock });
    const fresh = new SsmModelPolicyStore(client, '/adapters/models');
    await putPolicy(1);
    expect((await policies.read('bikes')).rollout.bakeSeconds).toBe(1);
    await putPolicy(2);
    expect((await policies.read('bikes')).rollout.bakeSeconds).toBe(1);
    expect((await fresh.read('bikes')).rollout.bakeSeconds).toBe(2);
    clock.advance(61);
    expect((await policies.read('bikes')).rollout.bakeSeconds).toBe(2);
    expect(await policies.list()).toEqual(['bikes']);
  });

  it('tell of a model that is not there without naming another, and find it soon after its deployment', async () => {
    const client = new SSMClient(aws.config);
    const clock = new ManualClock();
    const policies = new SsmModelPolicyStore(client, '/missing/models', { ...POLICY_CACHE, clock });
    const put = (model: string) => {
      const Value = JSON.stringify(modelPolicy({ model }));
      return client.send(new PutParameterCommand({ Name: `/missing/models/${model}`, Type: 'String', Value }));
    };
    await put('bikes');
    const refused = await policies.read('cats').catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'NotFound', message: expect.stringContaining('There is no model "cats"') });
    expect(refused).not.toMatchObject({ message: expect.stringContaining('bikes') });
    await put('cats');
    await expect(policies.read('cats')).rejects.toThrow('There is no model "cats"');
    clock.advance(11);
    expect((await policies.read('cats')).model).toBe('cats');
  });
});

describe('runs in Step Functions', () => {
  it('start once by id, and are read back with input and output', async () => {
    const client = new SFNClient(aws.config);
    const definition = JSON.stringify({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Result: { done: 1 }, End: true } },
    });
    const { stateMachineArn = '' } = await client.send(
      new CreateStateMachineCommand({ name: 'adapters', definition, roleArn: 'arn:aws:iam::000000000000:role/r' }),
    );
    const workflows = new StepFunctionsWorkflowStarter(client);
    const started = await workflows.start(stateMachineArn, 'run-1', { model: 'bikes' });
    await expect
      .poll(async () => workflows.read(stateMachineArn, 'run-1'), { timeout: 20_000 })
      .toEqual({ ...started, status: 'SUCCEEDED', input: { model: 'bikes' }, output: { done: 1 } });
    await expect(workflows.start(stateMachineArn, 'run-1', { model: 'cats' })).rejects.toThrow(Conflict);
    await expect(workflows.read(stateMachineArn, 'run-2')).rejects.toThrow(NotFound);
    await expect(workflows.start(stateMachineArn, 'a b', {})).rejects.toThrow('run id "a b" is not valid');
  });
});

describe('alarms in CloudWatch', () => {
  it('are read by name, with those that exist only', async () => {
    const client = new CloudWatchClient(aws.config);
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName: 'adapters',
        Namespace: 'N',
        MetricName: 'M',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    const states = await new CloudWatchAlarmReader(client).read(['adapters', 'none']);
    expect(states).toHaveLength(1);
    expect(states[0]).toMatchObject({ name: 'adapters', state: 'INSUFFICIENT_DATA' });
    expect(Date.now() - (states[0]?.since.getTime() ?? 0)).toBeLessThan(60_000);
    expect(await new CloudWatchAlarmReader(client).read([])).toEqual([]);
  });
});

describe('endpoints of SageMaker', () => {
  it('that do not exist are no error to remove, not in service, and NotFound to invoke', async () => {
    const control = new SageMakerEndpointControl(new SageMakerClient(aws.config));
    await control.remove('adapters-none');
    expect(await control.isInService('adapters-none')).toBe(false);
    expect(await control.list('adapters-')).toEqual([]);
    const invoker = new SageMakerEndpointInvoker(new SageMakerRuntimeClient({ ...aws.config, maxAttempts: 1 }));
    const request = { body: '{}', contentType: 'application/json', accept: 'application/json', timeoutMs: 5_000 };
    await expect(invoker.invoke({ endpointName: 'adapters-none', ...request })).rejects.toThrow(NotFound);
  });

  it('that cannot be reached are a dependency that is unavailable, and worth another try', async () => {
    const client = new SageMakerRuntimeClient({ ...aws.config, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    const request = { body: '{}', contentType: 'application/json', accept: 'application/json', timeoutMs: 5_000 };
    await expect(new SageMakerEndpointInvoker(client).invoke({ endpointName: 'e', ...request })).rejects.toThrow(
      DependencyUnavailable,
    );
  });
});
