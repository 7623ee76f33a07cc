import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  EntityAlreadyExistsException,
  IAMClient,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Credentials } from './signed-fetch.js';

export interface Person {
  readonly arn: string;
  readonly credentials: Credentials;
}

/**
 * What an account's administrator does once: a role a kind of people, with the policy that the platform made for it.
 * Answers with a session of that role, named after the person.
 */
export async function assumePersona(
  config: { readonly endpoint: string; readonly region: string },
  persona: { readonly roleName: string; readonly policyArn: string; readonly sessionName: string },
): Promise<Person> {
  const client = { ...config, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const iam = new IAMClient(client);
  const sts = new STSClient(client);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }],
  };
  await iam
    .send(new CreateRoleCommand({ RoleName: persona.roleName, AssumeRolePolicyDocument: JSON.stringify(trust) }))
    .catch((error: unknown) => {
      if (!(error instanceof EntityAlreadyExistsException)) throw error;
    });
  await iam.send(new AttachRolePolicyCommand({ RoleName: persona.roleName, PolicyArn: persona.policyArn }));
  const session = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::000000000000:role/${persona.roleName}`,
      RoleSessionName: persona.sessionName,
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = session.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new Error(`no session of role ${persona.roleName}`);
  }
  return {
    arn: session.AssumedRoleUser?.Arn ?? '',
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  };
}
