import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CloudWatchAlarmReader } from '../adapters/cloudwatch/cloud-watch-alarm-reader.js';
import { DynamoDbModelRegistryStore } from '../adapters/dynamodb/dynamo-db-model-registry-store.js';
import { SsmModelPolicyStore } from '../adapters/ssm/ssm-model-policy-store.js';
import { checkBakeInputSchema } from '../application/documents/rollout-tasks.js';
import { checkBake } from '../application/rollout/check-bake.js';
import { systemClock as clock } from '../ports/clock.js';
import { clientSettings } from '../runtime/clients.js';
import { parseEnvironment } from '../runtime/env.js';
import { taskHandler } from '../runtime/middleware.js';

const environment = parseEnvironment('check-bake');
const dependencies = {
  registry: new DynamoDbModelRegistryStore(new DynamoDBClient(clientSettings), environment.registryTable),
  policies: new SsmModelPolicyStore(new SSMClient(clientSettings), environment.modelPolicyPrefix),
  alarms: new CloudWatchAlarmReader(new CloudWatchClient(clientSettings)),
  clock,
};

export const handler = taskHandler('check-bake', checkBakeInputSchema, async (input, more) => {
  const verdict = await checkBake(dependencies, input);
  more({ ...input, ...verdict });
  return verdict;
});
