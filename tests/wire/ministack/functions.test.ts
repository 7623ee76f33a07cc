import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { functionResources, TestAws, until } from '../embedded-aws.js';

const SOURCE = `
exports.handler = async (event, context) => {
  for (const line of event.log ?? []) console.log(line);
  if (event.throw === 'text') throw 'only text';
  if (event.throw) { const error = new Error('no more room'); error.name = event.throw; throw error; }
  return {
    node: process.version,
    remaining: context.getRemainingTimeInMillis(),
    onnxruntime: process.env.MLOPS_ONNXRUNTIME,
    proxy: process.env.HTTPS_PROXY ?? null,
  };
};`;
const aws = new TestAws();
let name: string;
beforeAll(async () => {
  const outputs = await aws.deploy('functions', functionResources('Handler', SOURCE), { Name: { Ref: 'Handler' } });
  name = outputs('Name');
});

async function logged(text: string): Promise<boolean> {
  const answer = await aws.call('Logs_20140328.FilterLogEvents', { logGroupName: `/aws/lambda/${name}` });
  const { events } = z.object({ events: z.array(z.object({ message: z.string() })) }).parse(answer);
  return events.some(({ message }) => message.trim() === text);
}

describe('a Node function', () => {
  test('runs on the Node of this process, knows its time and where onnxruntime is', async () => {
    const { payload } = await aws.invoke(name, {});
    expect(payload).toMatchObject({
      node: process.version,
      onnxruntime: expect.stringMatching(/node_modules\/onnxruntime-node$/),
      proxy: null,
    });
    const { remaining } = z.object({ remaining: z.number() }).parse(payload);
    expect(remaining).toBeGreaterThan(3000);
    expect(remaining).toBeLessThanOrEqual(5000);
  });

  test("answers an error with the error's own name, message and stack", async () => {
    const { error, payload } = await aws.invoke(name, { throw: 'RolloutInProgress' });
    expect(error).toBe('Unhandled');
    expect(payload).toMatchObject({ errorType: 'RolloutInProgress', errorMessage: 'no more room' });
    const { trace } = z.object({ trace: z.array(z.string()) }).parse(payload);
    expect(trace[0]).toBe('RolloutInProgress: no more room');
  });

  test('answers what was thrown and is no error with its type', async () => {
    const { payload } = await aws.invoke(name, { throw: 'text' });
    expect(payload).toMatchObject({ errorType: 'string', errorMessage: 'only text' });
  });

  test('has all its lines in the log when the answer is there, and a silent one costs no wait', async () => {
    const log = Array.from({ length: 50 }, (_, index) => `line ${index} of the test`);
    await aws.invoke(name, { log });
    expect(await logged('line 0 of the test')).toBe(true);
    expect(await logged('line 49 of the test')).toBe(true);
    const started = performance.now();
    for (let i = 0; i < 20; i++) await aws.invoke(name, {});
    expect((performance.now() - started) / 20).toBeLessThan(35);
  });
});

describe('a log line in the embedded metric format', () => {
  const line = (at: number) =>
    JSON.stringify({
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          {
            Namespace: 'Mlops',
            Dimensions: [['Model', 'Slot'], ['Model']],
            Metrics: [
              { Name: 'Errors5xx', Unit: 'Count' },
              { Name: 'ModelLatency', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Model: 'demo',
      Slot: 'candidate',
      Errors5xx: 1,
      ModelLatency: [10, 30],
    });

  test('becomes metrics of each dimension set, and sets off an alarm', async () => {
    const cloudwatch = new CloudWatchClient(aws.config);
    const both = [
      { Name: 'Model', Value: 'demo' },
      { Name: 'Slot', Value: 'candidate' },
    ];
    await aws.deploy('embedded', {
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'candidate-errors',
          Namespace: 'Mlops',
          MetricName: 'Errors5xx',
          Dimensions: both,
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 2,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
        },
      },
    });
    const now = Date.now();
    await aws.invoke(name, { log: ['no metric', line(now), line(now)] });
    const statistics = async (MetricName: string, Dimensions: typeof both) => {
      const { Datapoints } = await cloudwatch.send(
        new GetMetricStatisticsCommand({
          Namespace: 'Mlops',
          MetricName,
          Dimensions,
          StartTime: new Date(now - 3_600_000),
          EndTime: new Date(now + 60_000),
          Period: 3600,
          Statistics: ['Sum', 'SampleCount', 'Maximum'],
        }),
      );
      return Datapoints?.map(({ Sum, SampleCount, Maximum }) => ({ Sum, SampleCount, Maximum }));
    };
    expect(await statistics('Errors5xx', both)).toEqual([{ Sum: 2, SampleCount: 2, Maximum: 1 }]);
    expect(await statistics('ModelLatency', both.slice(0, 1))).toEqual([{ Sum: 80, SampleCount: 4, Maximum: 30 }]);
    await until('the alarm', async () => {
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['candidate-errors'] }));
      return MetricAlarms?.[0]?.StateValue === 'ALARM' ? true : undefined;
    });
  });
});
