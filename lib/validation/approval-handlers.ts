import type { Construct } from 'constructs';
import { allow, allowKey, ENCRYPT } from '../private/allow';
import { HandlerFunction } from '../private/handler-function';
import type { ModelValidationProps } from './model-validation';

/** Where the task tokens of waiting executions lie: one function writes them, and the control API's reads them. */
export const TOKEN_KEYS = 'approvals/*';

export interface ApprovalHandlers {
  readonly decide: HandlerFunction;
  readonly request: HandlerFunction;
  readonly expire: HandlerFunction;
}

/** The functions of an approval, each with the rights of its step. */
export function createApprovalHandlers(scope: Construct, props: ModelValidationProps): ApprovalHandlers {
  const { artifacts, registry, policies, notificationTopic } = props;
  const { encryptionKey } = artifacts;
  const registryTable = registry.table.tableName;
  const decide = new HandlerFunction(scope, 'DecideApproval', {
    handler: 'decide-approval',
    description: 'Approves validated versions by the policy of their model, or says that people have to',
    environment: { registryTable, modelPolicyPrefix: policies.parameterPrefix },
    encryptionKey,
  });
  const request = new HandlerFunction(scope, 'RequestApproval', {
    handler: 'request-approval',
    description: 'Tells people that a version waits for them, and keeps what answers the execution',
    environment: {
      artifactBucket: artifacts.bucket.bucketName,
      registryTable,
      notificationTopicArn: notificationTopic?.topicArn,
    },
    encryptionKey,
  });
  const expire = new HandlerFunction(scope, 'ExpireApproval', {
    handler: 'expire-approval',
    description: 'Ends approvals that nobody decided in time',
    environment: { registryTable },
    encryptionKey,
  });

  for (const handler of [decide, expire]) {
    registry.grantReadWrite(handler);
  }
  registry.grantRead(request);
  policies.grantRead(decide);
  artifacts.grantWriteKeys(request, TOKEN_KEYS);
  if (notificationTopic !== undefined) {
    allow(request, { actions: ['sns:Publish'], resources: [notificationTopic.topicArn] });
    allowKey(request, notificationTopic.masterKey, ENCRYPT);
  }
  return { decide, request, expire };
}
