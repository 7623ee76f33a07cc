import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type HandlerName, MONITOR_LIMITS } from '../../../lib/contracts/index.js';
import { ArtifactStore, Baseline, DriftMonitor, type DriftMonitorProps, ModelRegistry } from '../../../lib/index.js';
import { definitionOf, functionOf, type State } from '../../fixtures/rendering.js';
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

  const [machineId] = resourcesOf(json, 'AWS::StepFunctions::StateMachine')[0] ?? ['none'];
  const definition = definitionOf(json, machineId);
  const { States } = definition;
  const item = States.SummariseShards?.ItemProcessor as { StartAt: string; States: Record<string, State> };

  test('names the run, plans, summarises each shard in a child execution, and merges', () => {
    const path = ['NameRun', 'PlanRun', 'SummariseShards', 'MergeRun', 'Merged', 'Reported'];
    expect(Object.keys(States).sort()).toEqual([...path].sort());
    expect(path.slice(0, 4).map((name) => States[name]?.Next)).toEqual(path.slice(1, 5));
    expect(States.SummariseShards).toMatchObject({
      Type: 'Map',
      ItemsPath: '$.shards',
      ItemSelector: { 'runPrefix.$': '$.runPrefix', 'shard.$': '$$.Map.Item.Value' },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
      ResultPath: null,
    });
  });

  test('tries a shard again when its error passes, twice when it is any other, and goes on without it', () => {
    const { Retry, Catch } = item.States[item.StartAt] ?? {};
    expect(Retry).toEqual([
      expect.objectContaining({ ErrorEquals: expect.arrayContaining(['Throttled']), MaxAttempts: 6 }),
      expect.objectContaining({ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }),
    ]);
    expect(Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'ShardLost' }]);
    expect(item.States.ShardLost).toMatchObject({ Type: 'Pass', End: true });
    expect(States.SummariseShards).toMatchObject({ ToleratedFailurePercentage: 100 });
  });

  test('summarises shards again that hold records of another, as the merge says, and not for ever', () => {
    expect(States.Merged).toMatchObject({
      Type: 'Choice',
      Choices: [{ Variable: '$.state', StringEquals: 'again', Next: 'SummariseShards' }],
      Default: 'Reported',
    });
  });

  test('ends a run no sooner than its parts may take: a plan, and four times all shards and a merge', () => {
    const seconds = (handler: HandlerName) => Number(functionOf(json, handler).properties.Timeout);
    const waves = MONITOR_LIMITS.shards / Number(States.SummariseShards?.MaxConcurrency);
    const longest =
      seconds('plan-monitor-run') + (1 + MONITOR_LIMITS.rounds) * (waves * 300 + seconds('merge-monitor-run'));
    expect(definition).toMatchObject({ TimeoutSeconds: 36_000 });
    expect(longest).toBeLessThan(36_000);
  });

  test('lets a shard be tried three times within the five minutes of a child execution', () => {
    expect(Number(functionOf(json, 'summarise-shard').properties.Timeout) * 3).toBeLessThan(300);
  });

  test('lets what the steps of a run left each other expire, and keeps the reports', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            Prefix: 'monitoring/churn/runs/',
            ExpirationInDays: 7,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          }),
        ]),
      },
    });
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

  test('raises another when the latest run could not read all of its window', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Mlops',
      MetricName: 'MonitorCoverage',
      Dimensions: [{ Name: 'Model', Value: 'churn' }],
      Statistic: 'Minimum',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
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
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
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

test("a monitor of the champion without the registry's store is refused, for a new one has no baseline", () => {
  const stack = emptyStack();
  const registry = new ModelRegistry(stack, 'Registry', { artifacts: new ArtifactStore(stack, 'Artifacts') });
  const props = { model: 'churn', baseline: Baseline.ofChampion(registry) };
  expect(() => new DriftMonitor(stack, 'Monitor', props)).toThrow(
    'no artifacts were given, and a new store is empty. Pass the store of the registry as artifacts.',
  );
});
