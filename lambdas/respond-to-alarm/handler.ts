import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { StepFunctionsWorkflowStarter } from '../adapters/sfn/step-functions-workflow-starter.js';
import { SnsNotifier } from '../adapters/sns/sns-notifier.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { snsEventSchema } from '../application/documents/alarm-notification.js';
import { respondToAlarm } from '../application/monitoring/respond-to-alarm.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { log } from '../runtime/log.js';
import { eventHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('respond-to-alarm');
const ports = {
  artifacts: new S3ArtifactStore(new S3Client(clientSettings), environment.artifactBucket),
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  workflows: new StepFunctionsWorkflowStarter(new SFNClient(clientSettings)),
  notifier: new SnsNotifier(new SNSClient(clientSettings), environment.notificationTopicArn),
  clock,
  retrainingStateMachineArn: environment.retrainingStateMachineArn,
};

export const handler = eventHandler('respond-to-alarm', snsEventSchema, async ({ Records }) => {
  for (const { Sns } of Records) {
    const response = await respondToAlarm(ports, Sns.Message);
    log(`alarm.${response.outcome}`, { messageId: Sns.MessageId, ...response });
  }
});
