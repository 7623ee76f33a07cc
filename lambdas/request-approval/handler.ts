import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { SnsNotifier } from '../adapters/sns/sns-notifier.js';
import { requestApproval } from '../application/approval/request-approval.js';
import { requestApprovalInputSchema } from '../application/documents/approval-tasks.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('request-approval');
const { notificationTopicArn } = environment;
const ports = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  notifier:
    notificationTopicArn === undefined
      ? undefined
      : new SnsNotifier(new SNSClient(clientSettings), notificationTopicArn),
};

export const handler = taskHandler('request-approval', requestApprovalInputSchema, async (input, more) => {
  const { model, version, requestId } = input;
  more({ model, version, requestId });
  const requested = await requestApproval(ports, input);
  more({ ...requested });
  return requested;
});
