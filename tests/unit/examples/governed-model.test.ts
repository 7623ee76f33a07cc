import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deployedModelPolicySchema } from '../../../lambdas/application/documents/model-policy.js';
import { type ExampleResource, synthesizeExample } from './synthesize-example.js';

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

describe('the example of a governed model', () => {
  let resources: readonly ExampleResource[];

  beforeAll(async () => {
    resources = await synthesizeExample('governed-model-typescript', 'CreditRisk');
  }, 120_000);

  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);

  it('has a policy that asks two people of a role, retires by age and inactivity, and says what the card tells', () => {
    const [parameter] = ofType('AWS::SSM::Parameter');
    const { 'Fn::Join': joined } = joinSchema.parse(parameter?.Properties?.Value);
    const text = joined[1].map((part) => (typeof part === 'string' ? part : 'made-by-the-platform')).join('');
    expect(deployedModelPolicySchema.parse(JSON.parse(text))).toMatchObject({
      approval: { role: 'CreditRiskApprover', quorum: 2, expirySeconds: 259_200 },
      retirement: { maximumAgeDays: 365, inactiveDays: 90, supersededVersions: 2 },
      card: {
        purpose: expect.stringContaining('consumer credit'),
        limitations: expect.stringContaining('Not for businesses'),
        owner: 'credit-risk@example.com',
      },
    });
  });

  it('gives each persona a role, whose sessions have the names of the users who took it', () => {
    const roles = ofType('AWS::IAM::Role').filter(({ Properties }) => Properties?.RoleName !== undefined);
    expect(roles.map(({ Properties }) => Properties?.RoleName).sort()).toEqual([
      'CreditRiskApprover',
      'CreditRiskAuditor',
      'CreditRiskOperator',
      'CreditRiskScientist',
    ]);
    for (const { Properties } of roles) {
      expect(Properties?.ManagedPolicyArns).toHaveLength(1);
      expect(JSON.stringify(Properties?.AssumeRolePolicyDocument)).toContain(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own variable
        '"Condition":{"StringEquals":{"sts:RoleSessionName":"${aws:username}"}}',
      );
    }
  });

  it('retires by the clock', () => {
    const targets = ofType('AWS::Scheduler::Schedule').map(({ Properties }) => JSON.stringify(Properties?.Target));
    expect(targets.filter((target) => target.includes('SweepVersions'))).toHaveLength(1);
  });
});
