import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { decideApproval } from '../application/decide-approval.js';
import { versionEventSchema } from '../application/documents/aws-events.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { eventHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('decide-approval');
const dependencies = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  clock,
};

export const handler = eventHandler('decide-approval', versionEventSchema, async ({ detail }, more) => {
  const decision = await decideApproval(dependencies, detail);
  more({ model: detail.model, version: detail.version, ...decision });
  return decision;
});
