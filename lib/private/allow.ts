import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './wildcards';

/** One statement of a principal's policy. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
  /** Why a resource with a wildcard is as narrow as it can be; needed when there is one. */
  readonly wildcard?: string;
}

/** Adds the statement to the grantee's policy, and acknowledges its wildcards with their reason. */
export function allow(grantee: iam.IGrantable, permission: Permission): iam.Grant {
  const holder = [grantee.grantPrincipal, grantee].find((part) => Construct.isConstruct(part));
  if (permission.wildcard !== undefined && holder !== undefined) {
    acknowledgeWildcards(holder, permission.wildcard, permission.resources);
  }
  return iam.Grant.addToPrincipal({
    grantee,
    actions: [...permission.actions],
    resourceArns: [...permission.resources],
    conditions: permission.conditions,
  });
}

/** What reading data under the key needs. */
export const DECRYPT = ['kms:Decrypt'] as const;
/** What writing data under the key needs; S3's multipart uploads and SQS read back what they wrote. */
export const ENCRYPT = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

/** What reading a table encrypted with the key needs of its caller. */
export const READ_TABLE_KEY = ['kms:Decrypt', 'kms:DescribeKey'] as const;
/** What writing one needs: DynamoDB uses the key with its caller's rights. */
export const WRITE_TABLE_KEY = [
  ...READ_TABLE_KEY,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
] as const;

/** Lets the grantee use the key, if there is one. A statement an action: what is granted again adds none. */
export function allowKey(grantee: iam.IGrantable, key: kms.IKey | undefined, actions: readonly string[]): void {
  if (key !== undefined) {
    for (const action of actions) {
      allow(grantee, { actions: [action], resources: [key.keyArn] });
    }
  }
}
