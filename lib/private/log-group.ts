import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Days that logs stay. */
const RETENTION = logs.RetentionDays.THREE_MONTHS;

/** A log group that expires its lines, encrypted with the key if there is one, and removed with its stack. */
export function createLogGroup(scope: Construct, id: string, encryptionKey?: kms.IKey): logs.LogGroup {
  if (encryptionKey !== undefined) {
    allowLogs(scope, encryptionKey);
  }
  return new logs.LogGroup(scope, id, { retention: RETENTION, encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
}

/** CloudWatch Logs may use the key for the log groups of this account and region, and for nothing else. */
function allowLogs(scope: Construct, key: kms.IKey): void {
  const stack = Stack.of(scope);
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'CloudWatchLogs',
      principals: [new iam.ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group:*',
          }),
        },
      },
    }),
  );
}
