import { describe, expect, it } from 'vitest';
import { hasRole, identityOf } from '../../../../lambdas/domain/approval/identity.js';

const role = (name: string, session: string, partition = 'aws') =>
  `arn:${partition}:sts::123456789012:assumed-role/${name}/${session}`;

describe('who stands behind an actor', () => {
  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/ada', 'ada'],
    ['a user below a path', 'arn:aws:iam::123456789012:user/teams/ml/Ada', 'ada'],
    ['a session of a role', role('scientist', 'ada@example.com'), 'ada@example.com'],
    ['a session of another role', role('approver', 'Ada@Example.com'), 'ada@example.com'],
    ['a session in another partition', role('approver', 'ada', 'aws-us-gov'), 'ada'],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/ada', 'ada'],
    ['the root of an account', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:root'],
    ['a schedule', 'schedule:bikes', 'schedule:bikes'],
    ['a policy', 'policy:automatic', 'policy:automatic'],
  ])('of %s', (_, actor, identity) => {
    expect(identityOf(actor)).toBe(identity);
  });
});

describe('the role of a session', () => {
  it.each([
    ['is the required one', role('approver', 'bob'), 'approver', true],
    ['is another', role('approvers', 'bob'), 'approver', false],
    [
      'begins as the required one, which ends in *',
      role('AWSReservedSSO_Approver_0a1', 'bob'),
      'AWSReservedSSO_Approver_*',
      true,
    ],
    ['does not begin so', role('AWSReservedSSO_Reader_0a1', 'bob'), 'AWSReservedSSO_Approver_*', false],
    ['is not its session name', role('reader', 'approver'), 'approver', false],
    ['is none for a user of that name', 'arn:aws:iam::123456789012:user/approver/bob', 'approver', false],
    ['is none for a user, even where any role will do', 'arn:aws:iam::123456789012:user/bob', 'a*', false],
  ])('%s', (_, actor, required, has) => {
    expect(hasRole(actor, required)).toBe(has);
  });
});
