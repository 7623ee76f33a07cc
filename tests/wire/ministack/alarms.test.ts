import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import { TestAws, until } from '../embedded-aws.js';

const DAY = 86_400;
const aws = new TestAws();
let cloudwatch: CloudWatchClient;
beforeAll(() => {
  cloudwatch = new CloudWatchClient(aws.config);
});

/** Puts a metric's points, the last of which is of yesterday; `-` is a missing one, X breaches a threshold of 1. */
async function putDays(metric: string, points: string): Promise<void> {
  const today = Math.floor(Date.now() / 1000 / DAY) * DAY;
  const symbols = points.split(' ');
  const data = symbols.flatMap((symbol, index) => {
    if (symbol === '-') return [];
    const at = new Date((today - (symbols.length - index) * DAY + 60) * 1000);
    return [{ MetricName: metric, Value: symbol === 'X' ? 5 : 0, Timestamp: at }];
  });
  if (data.length > 0) await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Days', MetricData: data }));
}

async function put(input: Partial<PutMetricAlarmCommandInput> & { AlarmName: string }): Promise<void> {
  const command = new PutMetricAlarmCommand({
    Namespace: 'Test',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...input,
  });
  await cloudwatch.send(command);
}

async function stateOf(name: string): Promise<string | undefined> {
  const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms?.[0]?.StateValue;
}

// The tables of "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user guide: points, then
// the state for missing, ignore (INSUFFICIENT_DATA: a new alarm keeps its state), breaching, notBreaching.
const KEPT = 'INSUFFICIENT_DATA';
const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const THREE_OF_THREE = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', KEPT, 'ALARM', 'OK'],
] as const;
const TWO_OF_THREE = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', KEPT, 'ALARM', 'OK'],
] as const;

describe.each([
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
])('an alarm of %i out of 3 datapoints', (datapoints, table) => {
  test.each([...table])('on %s is as in the table of the user guide', async (points, ...expected) => {
    const metric = `${datapoints} ${points}`;
    await putDays(metric, points);
    for (const [index, treatment] of TREATMENTS.entries()) {
      const name = `${metric} ${treatment}`;
      await put({
        AlarmName: name,
        Namespace: 'Days',
        MetricName: metric,
        Period: DAY,
        EvaluationPeriods: 3,
        DatapointsToAlarm: datapoints,
        TreatMissingData: treatment,
      });
      expect([treatment, await stateOf(name)]).toEqual([treatment, expected[index]]);
    }
  });
});

describe('an alarm', () => {
  test('watches the metric with exactly its dimensions', async () => {
    const both = [
      { Name: 'Model', Value: 'm' },
      { Name: 'Slot', Value: 'candidate' },
    ];
    await put({ AlarmName: 'exact', MetricName: 'Errors', Dimensions: both, TreatMissingData: 'notBreaching' });
    const others = [
      [],
      both.slice(0, 1),
      [
        { Name: 'Model', Value: 'm' },
        { Name: 'Slot', Value: 'champion' },
      ],
    ];
    for (const Dimensions of others) {
      const MetricData = [{ MetricName: 'Errors', Value: 9, Dimensions }];
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
    }
    expect(await stateOf('exact')).toBe('OK');
    const MetricData = [{ MetricName: 'Errors', Value: 1, Dimensions: [...both].reverse() }];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
    expect(await stateOf('exact')).toBe('ALARM');
  });

  test('with an extended statistic compares the percentile, not the average', async () => {
    const Values = [1000, ...Array<number>(99).fill(1)];
    const MetricData = [{ MetricName: 'Latency', Values }];
    const percentile = { Statistic: undefined, MetricName: 'Latency', Threshold: 500 } as const;
    await put({ ...percentile, AlarmName: 'p50', ExtendedStatistic: 'p50' });
    await put({ ...percentile, AlarmName: 'p100', ExtendedStatistic: 'p100' });
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
    expect([await stateOf('p50'), await stateOf('p100')]).toEqual(['OK', 'ALARM']);
  });

  test('is evaluated by the clock: a state that its datapoints do not support lasts a moment', async () => {
    await put({ AlarmName: 'clock', MetricName: 'Never', TreatMissingData: 'notBreaching' });
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'clock', StateValue: 'ALARM', StateReason: 'test' }));
    await until('OK again', async () => ((await stateOf('clock')) === 'OK' ? true : undefined), 5);
  });

  test('notifies its topic in the shape that AWS publishes', async () => {
    const outputs = await aws.deploy(
      'notification',
      {
        Topic: { Type: 'AWS::SNS::Topic' },
        Queue: { Type: 'AWS::SQS::Queue' },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'sqs',
            Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            RawMessageDelivery: true,
          },
        },
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'Queue' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'sns.amazonaws.com' },
                  Action: 'sqs:SendMessage',
                  Resource: '*',
                },
              ],
            },
          },
        },
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            AlarmName: 'drift',
            AlarmDescription: 'look at the report',
            Namespace: 'Mlops',
            MetricName: 'DriftAlarm',
            Dimensions: [{ Name: 'Model', Value: 'demo' }],
            Statistic: 'Maximum',
            Period: 300,
            EvaluationPeriods: 1,
            Threshold: 1,
            ComparisonOperator: 'GreaterThanOrEqualToThreshold',
            TreatMissingData: 'ignore',
            AlarmActions: [{ Ref: 'Topic' }],
          },
        },
      },
      { Queue: { Ref: 'Queue' }, Topic: { Ref: 'Topic' } },
    );
    const MetricData = [{ MetricName: 'DriftAlarm', Value: 1, Dimensions: [{ Name: 'Model', Value: 'demo' }] }];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Mlops', MetricData }));
    const body = await until('the notification', async () => (await aws.receive(outputs('Queue')))[0]);
    expect(JSON.parse(body)).toEqual({
      AlarmName: 'drift',
      AlarmDescription: 'look at the report',
      AWSAccountId: '000000000000',
      AlarmConfigurationUpdatedTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      NewStateValue: 'ALARM',
      NewStateReason: expect.stringMatching(
        /^Threshold Crossed: 1 datapoint \[1\.0 \(.*\)\] was greater than or equal/,
      ),
      StateChangeTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      Region: 'US East (N. Virginia)',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:drift',
      OldStateValue: 'INSUFFICIENT_DATA',
      OKActions: [],
      AlarmActions: [outputs('Topic')],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'DriftAlarm',
        Namespace: 'Mlops',
        StatisticType: 'Statistic',
        Statistic: 'MAXIMUM',
        Unit: null,
        Dimensions: [{ value: 'demo', name: 'Model' }],
        Period: 300,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'ignore',
        EvaluateLowSampleCountPercentile: '',
      },
    });
  });
});
