import { Match } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { describe, expect, test } from 'vitest';
import {
  ArtifactStore,
  ModelPolicies,
  ModelRegistry,
  type RetirementProps,
  VersionRetirement,
  type VersionRetirementProps,
} from '../../../lib/index.js';
import { functionOf, render, statementsOf, statementsOfRole } from '../../fixtures/rendering.js';
import { isAllowed } from '../../fixtures/simulation.js';
import { CHURN, resourcesOf, synthesize, synthesizePlatform, type TemplateJson } from '../../fixtures/synthesis.js';

const retirement = (props: Partial<VersionRetirementProps> = {}) =>
  synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    const { encryptionKey } = artifacts;
    const policies = new ModelPolicies(stack, 'P');
    const retirement = new VersionRetirement(stack, 'Retirement', { registry, policies, encryptionKey, ...props });
    retirement.addSchedule();
    retirement.addSchedule();
  });

const schedulesOf = (json: TemplateJson): string[] =>
  resourcesOf(json, 'AWS::Scheduler::Schedule')
    .map(([id]) => id)
    .filter((id) => id.includes('Retirement'));
const platformWith = (...retirements: (RetirementProps | undefined)[]): TemplateJson =>
  synthesizePlatform({
    models: retirements.map((given, index) => ({ ...CHURN, name: `m${index}`, retirement: given })),
  }).json;

describe('the schedule of retirement', () => {
  const { template, json } = retirement();

  test('runs once a day by default, or as it is told', () => {
    const once = { ScheduleExpression: 'cron(0 4 * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' } };
    template.hasResourceProperties('AWS::Scheduler::Schedule', Match.objectLike(once));
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    const weekly = retirement({ schedule: ScheduleExpression.expression('rate(7 days)') });
    weekly.template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(7 days)' });
  });

  test('may invoke its function and use its dead-letter queue, and nothing else', async () => {
    const { properties, roleId } = functionOf(json, 'retire-versions');
    const [functionId] = resourcesOf(json, 'AWS::Lambda::Function').find(([, f]) => f.Properties === properties) ?? [
      '',
    ];
    const [schedule] = resourcesOf(json, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const target = schedule?.Target as Record<string, { Arn: unknown }>;
    const queue = String(render(target.DeadLetterConfig?.Arn, json));
    const lambda = String(render({ 'Fn::GetAtt': [functionId, 'Arn'] }, json));
    expect(render(target.Arn, json)).toBe(lambda);
    const [role] = resourcesOf(json, 'AWS::IAM::Role').find(([id]) => id.includes('ScheduleRole')) ?? [''];
    const [key] = resourcesOf(json, 'AWS::KMS::Key').map(([id]) => String(render({ 'Fn::GetAtt': [id, 'Arn'] }, json)));
    const statements = statementsOfRole(json, role);
    const keyPolicy = resourcesOf(json, 'AWS::KMS::Key').flatMap(([, { Properties }]) =>
      statementsOf(json, Properties.KeyPolicy),
    );
    const may = (action: string, resource = ''): Promise<boolean> => isAllowed({ statements }, { action, resource });
    expect(role).not.toBe(roleId);
    expect(await may('lambda:InvokeFunction', lambda)).toBe(true);
    expect(await may('lambda:InvokeFunction', `${lambda}-other`)).toBe(false);
    expect(await may('sqs:SendMessage', queue)).toBe(true);
    expect(await isAllowed({ statements }, { action: 'kms:GenerateDataKey', resource: key ?? '' }, keyPolicy)).toBe(
      true,
    );
    expect(await may('sqs:ReceiveMessage', queue)).toBe(false);
  });
});

describe('a platform', () => {
  test('schedules retirement once when the days of any model ask for it', () => {
    expect(schedulesOf(platformWith({ maximumAgeDays: 365 }))).toHaveLength(1);
    expect(schedulesOf(platformWith(undefined, { inactiveDays: 90 }, { inactiveDays: 30 }))).toHaveLength(1);
  });

  test('schedules none where no policy retires by time, where it is told not to, and without models', () => {
    expect(schedulesOf(platformWith())).toEqual([]);
    expect(schedulesOf(platformWith(undefined, { supersededVersions: 3 }))).toEqual([]);
    expect(schedulesOf(platformWith({ maximumAgeDays: 365, onSchedule: false }))).toEqual([]);
    expect(functionOf(platformWith(), 'retire-versions')).toBeDefined();
  });

  test('removes the endpoint of a version when its retirement is told of, on this platform alone', () => {
    const json = platformWith();
    const [rule] = resourcesOf(json, 'AWS::Events::Rule').filter(([id]) => id.includes('VersionRetired'));
    const properties = rule?.[1].Properties;
    expect(properties?.EventPattern).toMatchObject({
      source: ['mlops'],
      'detail-type': ['ModelVersionRetired'],
      detail: { platform: [{ Ref: expect.stringContaining('Artifacts') }] },
    });
    const targets = properties?.Targets as { Arn: { 'Fn::GetAtt': string[] }; DeadLetterConfig: unknown }[];
    expect(targets).toMatchObject([
      { Arn: { 'Fn::GetAtt': [expect.stringContaining('RemoveEndpoints'), 'Arn'] }, DeadLetterConfig: {} },
    ]);
  });
});

describe('the policy of a model', () => {
  test('has what it retires by, without what only the platform needs', () => {
    const json = platformWith({ maximumAgeDays: 365, supersededVersions: 2, onSchedule: false });
    const [policy] = resourcesOf(json, 'AWS::SSM::Parameter').map(([, { Properties }]) =>
      JSON.parse(String(render(Properties.Value, json))),
    );
    expect(policy.retirement).toEqual({ maximumAgeDays: 365, supersededVersions: 2 });
  });
});
