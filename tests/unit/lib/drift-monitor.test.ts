import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { ArtifactStore, Baseline, DriftMonitor, type DriftMonitorProps, ModelRegistry } from '../../../lib/index.js';
import { definitionOf, functionOf } from '../../fixtures/rendering.js';
import { emptyStack, resourcesOf, synthesize } from '../../fixtures/synthesis.js';

const monitor = (props: Partial<DriftMonitorProps> = {}) =>
  synthesize((stack) => {
    new DriftMonitor(stack, 'Monitor', {
      model: 'churn',
      baseline: Baseline.fromObject('baselines/churn.csv', 'v1'),
      ...props,
    });
  });

describe('a monitor alone', () => {
  const { template, json } = monitor();

  test('has a store of its own, and no registry', () => {
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
  });

  test('names the run, plans, summarises each shard in a child execution, and merges', () => {
    const [id] = resourcesOf(json, 'AWS::StepFunctions::StateMachine')[0] ?? ['none'];
    const { States } = definitionOf(json, id);
    expect(Object.keys(States)).toEqual(['NameRun', 'PlanRun', 'SummariseShards', 'MergeRun']);
    expect(States.SummariseShards).toMatchObject({
      Type: 'Map',
      ItemsPath: '$.shards',
      ItemSelector: { 'runPrefix.$': '$.runPrefix', 'shard.$': '$$.Map.Item.Value' },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
      ResultPath: null,
    });
  });

  test('lets a shard be tried twice within the five minutes of a child execution', () => {
    expect(Number(functionOf(json, 'summarise-shard').properties.Timeout) * 2).toBeLessThan(300);
  });

  test('runs each hour, over the hour before', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      Target: Match.objectLike({
        Input: JSON.stringify({
          model: 'churn',
          scheduledTime: '<aws.scheduler.scheduled-time>',
          windowMinutes: 60,
          startedBy: 'schedule',
        }),
        DeadLetterConfig: { Arn: Match.anyValue() },
      }),
    });
  });

  test('raises its alarm on what the latest run says, and keeps it until another says otherwise', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Mlops',
      MetricName: 'DriftAlarm',
      Dimensions: [{ Name: 'Model', Value: 'churn' }],
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      TreatMissingData: 'ignore',
    });
  });

  test('raises another when no run ended in twice its interval', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'MonitorRan',
      Statistic: 'SampleCount',
      Period: 3600,
      EvaluationPeriods: 2,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });
});

test('a monitor without a schedule runs on demand, and misses no runs', () => {
  const { template } = monitor({ scheduled: false });
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
});

test('a monitor of the champion reads the registry, and the baseline from its submission', () => {
  const { json } = synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    new DriftMonitor(stack, 'Monitor', { model: 'churn', artifacts, baseline: Baseline.ofChampion(registry) });
  });
  const { Variables } = functionOf(json, 'plan-monitor-run').properties.Environment as {
    Variables: Record<string, unknown>;
  };
  expect(Variables.REGISTRY_TABLE).toEqual({ Ref: expect.stringMatching(/^RegistryTable/) });
  expect(JSON.parse(String(Variables.MONITOR_SETTINGS))).not.toHaveProperty('baselineKey');
});

test('an interval of days is watched within what CloudWatch evaluates', () => {
  monitor({ interval: Duration.days(3) }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'MonitorRan',
    Period: 86_400,
    EvaluationPeriods: 6,
  });
});

test('settings that make no sense are refused, all of them at once', () => {
  const props: DriftMonitorProps = {
    model: 'churn',
    baseline: Baseline.fromObject('b.csv'),
    interval: Duration.seconds(90),
    thresholds: { significance: 1, psi: 0, windows: 1 },
  };
  expect(() => new DriftMonitor(emptyStack(), 'Monitor', props)).toThrow(
    /interval \(seconds\) is 90, expected whole minutes.*significance is 1.*psi is 0.*windows is 1, expected 2 or more/,
  );
});
