import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, type IManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { ApprovalPolicy, MlopsPlatform, ModelTask } from 'cdk-mlops';

// A model that two people release together, with the roles of everybody who has to do with it.
const stack = new Stack(new App(), 'CreditRisk');
const { personas } = new MlopsPlatform(stack, 'Mlops', {
  models: [
    {
      name: 'credit-risk',
      task: ModelTask.CLASSIFICATION,
      dataset: { target: 'defaulted', time: 'granted_at', exclude: ['customer_id'] },
      gates: { metrics: { roc_auc: { minimum: 0.75 } } },
      approval: ApprovalPolicy.human({ role: 'CreditRiskApprover', quorum: 2, expiry: Duration.days(3) }),
      retirement: { maximumAgeDays: 365, inactiveDays: 90, supersededVersions: 2 },
      card: {
        purpose: 'Ranks applications for consumer credit for a person who decides on each.',
        limitations: 'Not for businesses, and not for amounts above 50,000 euros: no such case is in the data.',
        owner: 'credit-risk@example.com',
      },
    },
  ],
  notificationEmails: ['credit-risk@example.com'],
});

/** Users of this account take the role under their own name only, so that two sessions of it are two people. */
function createRole(name: string, policy: IManagedPolicy): void {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM fills this in.
  const ownName = { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } };
  new Role(stack, name, {
    roleName: name,
    assumedBy: new AccountRootPrincipal().withConditions(ownName),
    managedPolicies: [policy],
  });
}
createRole('CreditRiskScientist', personas.dataScientist);
createRole('CreditRiskApprover', personas.approver);
createRole('CreditRiskOperator', personas.operator);
createRole('CreditRiskAuditor', personas.auditor);
