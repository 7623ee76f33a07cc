import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { sweepVersions } from '../application/housekeeping/sweep-versions.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { eventHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('sweep-versions');
const ports = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  clock,
};

/** Whatever starts it: what it looks at is in the registry and the policies. */
export const handler = eventHandler('sweep-versions', z.unknown(), async (_event, more) => {
  const swept = await sweepVersions(ports);
  more({ ...swept });
  return swept;
});
