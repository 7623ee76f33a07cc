import { type Dimension, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ModelError } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hosting } from './hosting.js';
import { type LocalSageMaker, REGION, startLocalSageMaker } from './local-sagemaker.js';

let local: LocalSageMaker;
let host: ReturnType<typeof hosting>;
beforeAll(async () => {
  local = await startLocalSageMaker({ MLOPS_SAGEMAKER_INVOCATION_SECONDS: '2' });
  host = hosting(local);
  await host.createEndpoint('caller', { serverless: true });
  await host.createEndpoint('counted');
  await Promise.all([host.inService('caller'), host.inService('counted')]);
});
afterAll(() => local.stop());

async function modelError(name: string, ask: unknown): Promise<ModelError> {
  try {
    await host.invoke(name, ask);
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

describe('InvokeEndpoint', () => {
  it('passes content type, accept, custom attributes and inference id on, and the answer’s back', async () => {
    const answer = await host.invoke(
      'caller',
      { do: 'echo' },
      { Accept: 'application/json', CustomAttributes: 'trace=1', InferenceId: 'id-7' },
    );
    expect(answer).toMatchObject({
      ContentType: 'application/json',
      CustomAttributes: 'served=yes',
      InvokedProductionVariant: 'AllTraffic',
    });
    expect(JSON.parse(answer.Body?.transformToString() ?? '')).toMatchObject({
      path: '/invocations',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-amzn-sagemaker-custom-attributes': 'trace=1',
        'x-amzn-sagemaker-inference-id': 'id-7',
      },
    });
  });

  it.each([
    [400, 'client', 'row 3 has no column hum'],
    [500, 'server', 'the model crashed'],
    [503, 'server', 'busy'],
  ])('answers 424 ModelError for the container’s %i, with its status and words', async (status, side, message) => {
    const error = await modelError('caller', { do: 'status', status, message });
    expect(error).toMatchObject({
      $metadata: { httpStatusCode: 424 },
      OriginalStatusCode: status,
      OriginalMessage: message,
      LogStreamArn: `arn:aws:logs:${REGION}:000000000000:log-group:/aws/sagemaker/Endpoints/caller`,
    });
    expect(error.message).toContain(`Received ${side} error (${status}) from model with message "${message}".`);
  });

  it('answers ModelError when the container dies, and starts it again for the next call', async () => {
    const before = JSON.parse((await host.invoke('caller', { do: 'echo' })).Body?.transformToString() ?? '');
    const error = await modelError('caller', { do: 'die' });
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 424 }, OriginalStatusCode: 0 });
    expect(error.message).toContain('Received server error (0) from model');
    expect(error.message).toContain('the model process exited');
    const after = JSON.parse((await host.invoke('caller', { do: 'echo' })).Body?.transformToString() ?? '');
    expect(after.pid).not.toBe(before.pid);
    expect((await host.describeEndpoint('caller')).EndpointStatus).toBe('InService');
  });

  it('answers ModelError when the container takes longer than the limit', async () => {
    const error = await modelError('caller', { do: 'hang' });
    expect(error.message).toContain('Your invocation timed out while waiting for a response from container');
  });

  it('answers many calls at once over kept-alive connections', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => host.invoke('caller', { do: 'echo' })));
    expect(answers.every((answer) => answer.$metadata.httpStatusCode === 200)).toBe(true);
  });
});

describe('the metrics of an endpoint', () => {
  const dimensions: Dimension[] = [
    { Name: 'EndpointName', Value: 'counted' },
    { Name: 'VariantName', Value: 'AllTraffic' },
  ];
  const sum = async (MetricName: string, statistic: 'Sum' | 'SampleCount' = 'Sum') => {
    const hour = 3_600_000;
    const answer = await local.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SageMaker',
        MetricName,
        Dimensions: dimensions,
        StartTime: new Date(Date.now() - hour),
        EndTime: new Date(Date.now() + hour),
        Period: 3600,
        Statistics: [statistic],
      }),
    );
    return answer.Datapoints?.reduce((total, point) => total + (point[statistic] ?? 0), 0) ?? 0;
  };

  it('count calls and errors by endpoint and variant, within a second, with latencies in microseconds', async () => {
    for (let call = 0; call < 5; call += 1) await host.invoke('counted', { do: 'echo' });
    for (const status of [400, 404]) await modelError('counted', { do: 'status', status, message: '' });
    await modelError('counted', { do: 'status', status: 500, message: '' });
    await modelError('counted', { do: 'die' });
    await expect.poll(() => sum('Invocations'), { timeout: 2_000 }).toBe(9);
    expect(await sum('Invocation4XXErrors')).toBe(2);
    expect(await sum('Invocation5XXErrors')).toBe(2);
    expect(await sum('Invocation4XXErrors', 'SampleCount')).toBe(9);
    const [model, overhead] = [await sum('ModelLatency'), await sum('OverheadLatency')];
    expect(model).toBeGreaterThan(9 * 100);
    expect(model).toBeLessThan(9 * 5_000_000);
    expect(overhead).toBeGreaterThan(0);
    const listed = await local.cloudwatch.send(
      new ListMetricsCommand({ Namespace: 'AWS/SageMaker', MetricName: 'ModelLatency', Dimensions: dimensions }),
    );
    expect(listed.Metrics?.[0]?.Dimensions).toEqual(dimensions);
  });
});
