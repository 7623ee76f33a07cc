import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { S3ArtifactStore } from '../adapters/s3/s3-artifact-store.js';
import { StepFunctionsTaskCallback } from '../adapters/sfn/step-functions-task-callback.js';
import { StepFunctionsWorkflowStarter } from '../adapters/sfn/step-functions-workflow-starter.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { apiHandler } from '../runtime/middleware.js';
import { logUnanswered } from './log-unanswered.js';
import { route } from './routes.js';

const environment = parseEnvironment('handle-control-request');
const presigning = new S3Client({ ...clientSettings, requestChecksumCalculation: 'WHEN_REQUIRED' });
const stepFunctions = new SFNClient(clientSettings);
const ports = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  artifacts: new S3ArtifactStore(presigning, environment.artifactBucket),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  workflows: new StepFunctionsWorkflowStarter(stepFunctions),
  callbacks: new StepFunctionsTaskCallback(stepFunctions),
  retrainingStateMachineArn: environment.retrainingStateMachineArn,
  clock,
  newId: randomUUID,
  onUnanswered: logUnanswered,
};

export const handler = apiHandler('handle-control-request', (event, more) => route(ports, event, more));
