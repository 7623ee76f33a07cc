import { beforeAll, describe, expect, it } from 'vitest';
import { type ExampleResource, synthesizeExample } from './synthesize-example.js';

describe('the example of a drift monitor alone', () => {
  let resources: readonly ExampleResource[];

  beforeAll(async () => {
    resources = await synthesizeExample('drift-monitor-typescript', 'ChurnDrift');
  }, 60_000);

  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);

  it('makes a monitor with its schedule and its three alarms, which tell the topic', () => {
    expect(ofType('AWS::StepFunctions::StateMachine')).toHaveLength(1);
    expect(ofType('AWS::Scheduler::Schedule')).toEqual([
      expect.objectContaining({ Properties: expect.objectContaining({ ScheduleExpression: 'rate(6 hours)' }) }),
    ]);
    const alarms = ofType('AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(3);
    for (const { Properties } of alarms) expect(Properties?.AlarmActions).toHaveLength(1);
  });

  it('gives the monitor its settings, and no registry', () => {
    const functions = ofType('AWS::Lambda::Function').map((resource) =>
      JSON.stringify(resource.Properties?.Environment),
    );
    const settings = functions.find((text) => text?.includes('MONITOR_SETTINGS'));
    expect(settings).toContain('data-capture/churn-endpoint/AllTraffic/');
    expect(settings).toContain('baselines/churn.csv');
    expect(ofType('AWS::DynamoDB::Table')).toEqual([]);
  });
});
