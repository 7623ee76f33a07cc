import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { INVOKE_ENDPOINT } from '../inference/perms';
import { allow } from '../private/allow';
import { HandlerFunction } from '../private/handler-function';
import { sageMakerArn } from '../private/sagemaker';
import { DESCRIBE_ENDPOINT, REMOVE_ENDPOINTS } from './perms';
import type { RolloutPipelineProps } from './rollout-pipeline';

export interface RolloutHandlers {
  readonly begin: HandlerFunction;
  readonly smokeTest: HandlerFunction;
  readonly shift: HandlerFunction;
  readonly checkBake: HandlerFunction;
  readonly finish: HandlerFunction;
  readonly remove: HandlerFunction;
  readonly abort: HandlerFunction;
}

/** The functions of a rollout, each with the rights of its step. */
export function createRolloutHandlers(
  scope: Construct,
  props: RolloutPipelineProps,
  servingImage: string,
  resourceNamePrefix: string,
  deadLetterQueue: sqs.IQueue,
): RolloutHandlers {
  const { artifacts, registry, policies } = props;
  const { encryptionKey } = artifacts;
  const registryTable = registry.table.tableName;
  const modelPolicyPrefix = policies.parameterPrefix;
  const artifactBucket = artifacts.bucket.bucketName;

  const begin = new HandlerFunction(scope, 'BeginRollout', {
    handler: 'begin-rollout',
    description: 'Takes the lock of a rollout and plans it',
    environment: { artifactBucket, registryTable, modelPolicyPrefix, servingImage, resourceNamePrefix },
    // It may compare the scores of two versions.
    memorySize: 1024,
    timeout: Duration.minutes(3),
    encryptionKey,
  });
  const smokeTest = new HandlerFunction(scope, 'SmokeTestEndpoint', {
    handler: 'smoke-test-endpoint',
    description: 'Asks a new endpoint for predictions that are known',
    environment: { artifactBucket, registryTable },
    timeout: Duration.minutes(5),
    encryptionKey,
  });
  const shift = new HandlerFunction(scope, 'ShiftTraffic', {
    handler: 'shift-traffic',
    description: 'Gives a candidate its share of the traffic',
    environment: { registryTable },
    encryptionKey,
  });
  const checkBake = new HandlerFunction(scope, 'CheckBake', {
    handler: 'check-bake',
    description: 'Looks whether the alarms of a candidate stayed quiet',
    environment: { registryTable, modelPolicyPrefix },
    encryptionKey,
  });
  const finish = new HandlerFunction(scope, 'FinishRollout', {
    handler: 'finish-rollout',
    description: 'Promotes a candidate, takes it back, or brings the champion back',
    environment: { registryTable },
    encryptionKey,
  });
  const remove = new HandlerFunction(scope, 'RemoveEndpoints', {
    handler: 'remove-endpoints',
    description: 'Removes endpoints that serve no more',
    environment: { registryTable },
    timeout: Duration.minutes(5),
    encryptionKey,
    deadLetterQueue,
  });
  const abort = new HandlerFunction(scope, 'AbortRollout', {
    handler: 'abort-rollout',
    description: 'Cleans up after a rollout whose execution ended before its end',
    environment: { registryTable },
    timeout: Duration.minutes(15),
    encryptionKey,
    deadLetterQueue,
  });

  for (const handler of [begin, shift, finish, abort]) {
    registry.grantReadWrite(handler);
  }
  for (const handler of [smokeTest, checkBake, remove]) {
    registry.grantRead(handler);
  }
  for (const handler of [begin, checkBake]) {
    policies.grantRead(handler);
  }
  artifacts.grantReadKeys(begin, 'models/*', 'validation/*');
  artifacts.grantReadKeys(smokeTest, 'models/*');
  allow(begin, {
    actions: DESCRIBE_ENDPOINT,
    resources: [sageMakerArn(scope, 'endpoint', resourceNamePrefix)],
    wildcard: OWN_NAMES,
  });
  allow(smokeTest, {
    actions: INVOKE_ENDPOINT,
    resources: [sageMakerArn(scope, 'endpoint', resourceNamePrefix)],
    wildcard: OWN_NAMES,
  });
  allow(checkBake, {
    actions: ['cloudwatch:DescribeAlarms'],
    resources: [
      Stack.of(scope).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    wildcard: "A model's policy names its rollback alarms; they are only read.",
  });
  for (const handler of [remove, abort]) {
    allow(handler, {
      actions: REMOVE_ENDPOINTS,
      resources: endpointArns(scope, resourceNamePrefix),
      wildcard: OWN_NAMES,
    });
  }
  return { begin, smokeTest, shift, checkBake, finish, remove, abort };
}

export const OWN_NAMES = 'Rollouts name endpoints while they run; the prefix is unique to this construct.';

/** Endpoints, configurations and models of this construct's rollouts. */
export const endpointArns = (scope: Construct, prefix: string): string[] =>
  ['endpoint', 'endpoint-config', 'model'].map((resource) => sageMakerArn(scope, resource, prefix));
