import { Match } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { describe, expect, test } from 'vitest';
import {
  ArtifactStore,
  ModelPolicies,
  ModelRegistry,
  type RetirementProps,
  VersionHousekeeping,
  type VersionHousekeepingProps,
} from '../../../lib/index.js';
import { functionOf, render, statementsOf, statementsOfRole } from '../../fixtures/rendering.js';
import { isAllowed } from '../../fixtures/simulation.js';
import { CHURN, resourcesOf, synthesize, synthesizePlatform, type TemplateJson } from '../../fixtures/synthesis.js';

const housekeeping = (props: Partial<VersionHousekeepingProps> = {}) =>
  synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    const { encryptionKey } = artifacts;
    const policies = new ModelPolicies(stack, 'P');
    new VersionHousekeeping(stack, 'Housekeeping', { registry, policies, encryptionKey, ...props });
  });

const schedulesOf = (json: TemplateJson): string[] =>
  resourcesOf(json, 'AWS::Scheduler::Schedule')
    .map(([id]) => id)
    .filter((id) => id.includes('Housekeeping'));
const platformWith = (...retirements: (RetirementProps | undefined)[]): TemplateJson =>
  synthesizePlatform({
    models: retirements.map((given, index) => ({ ...CHURN, name: `m${index}`, retirement: given })),
  }).json;

describe('the schedule of housekeeping', () => {
  const { template, json } = housekeeping();

  test('runs once a day by default, or as it is told', () => {
    const once = { ScheduleExpression: 'cron(0 4 * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' } };
    template.hasResourceProperties('AWS::Scheduler::Schedule', Match.objectLike(once));
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    const weekly = housekeeping({ schedule: ScheduleExpression.expression('rate(7 days)') });
    weekly.template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(7 days)' });
  });

  test('may invoke its function and use its dead-letter queue, and nothing else', async () => {
    const { properties, roleId } = functionOf(json, 'sweep-versions');
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
  test('schedules housekeeping once, whatever the policies say, also without models', () => {
    for (const json of [platformWith(), platformWith(undefined), platformWith({ inactiveDays: 90 }, undefined)]) {
      expect(schedulesOf(json)).toHaveLength(1);
    }
  });

  test('schedules none where it is told not to, and can be asked to do it all the same', () => {
    const { json } = synthesizePlatform({ housekeeping: { scheduled: false } });
    expect(schedulesOf(json)).toEqual([]);
    expect(functionOf(json, 'sweep-versions')).toBeDefined();
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
  test('has what it retires by', () => {
    const json = platformWith({ maximumAgeDays: 365, supersededVersions: 2 });
    const [policy] = resourcesOf(json, 'AWS::SSM::Parameter').map(([, { Properties }]) =>
      JSON.parse(String(render(Properties.Value, json))),
    );
    expect(policy.retirement).toEqual({ maximumAgeDays: 365, supersededVersions: 2 });
  });
});
