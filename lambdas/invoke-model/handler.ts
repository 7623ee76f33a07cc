import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { FirehoseCaptureSink } from '../adapters/firehose/firehose-capture-sink.js';
import { SageMakerEndpointInvoker } from '../adapters/sagemaker/sage-maker-endpoint-invoker.js';
import { POLICY_CACHE, SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { LastKnownPolicies } from '../application/last-known-policies.js';
import { TrafficReader } from '../application/traffic-reader.js';
import { systemClock as clock } from '../ports/clock.js';
import { briefClientSettings, clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { asMlopsError } from '../runtime/errors.js';
import { log } from '../runtime/log.js';
import { apiHandler } from '../runtime/middleware.js';
import { route } from './routes.js';

const environment = parseEnvironment('invoke-model');
const once = { ...clientSettings, maxAttempts: 1 };
const onStale = (model: string, error: unknown) => log('read.stale', { model, error: asMlopsError(error).message });

const traffic = new TrafficReader({
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(briefClientSettings), environment.registryTable),
  clock,
  cacheSeconds: environment.trafficSplitCacheSeconds,
  onStale,
});
const ports = {
  traffic,
  policies: new LastKnownPolicies(
    new SsmModelPolicyStore(new SSMClient(briefClientSettings), environment.modelPolicyPrefix, POLICY_CACHE),
    onStale,
  ),
  endpoints: new SageMakerEndpointInvoker(new SageMakerRuntimeClient(once)),
  capture: new FirehoseCaptureSink(new FirehoseClient(once)),
  clock,
};

export const handler = apiHandler('invoke-model', (event, more) => route(ports, event, more));
