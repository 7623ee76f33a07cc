import type { HandlerName } from './handlers';

/**
 * Environment variables that constructs set and handlers parse, by handler.
 * A variable not listed for a handler is not read by it; a contract test compares the two sides.
 */
export const environmentVariables = {
  artifactBucket: 'ARTIFACT_BUCKET',
  registryTable: 'REGISTRY_TABLE',
  /** The bucket of the audit anchors. */
  anchorBucket: 'ANCHOR_BUCKET',
  /** SSM path; the policy of model m is the parameter `<prefix>/m`. */
  modelPolicyPrefix: 'MODEL_POLICY_PREFIX',
  retrainingStateMachineArn: 'RETRAINING_STATE_MACHINE_ARN',
  notificationTopicArn: 'NOTIFICATION_TOPIC_ARN',
  servingImage: 'SERVING_IMAGE',
  trainingImage: 'TRAINING_IMAGE',
  /** Start of every SageMaker name that a rollout or a training job makes; unique to the stack. */
  resourceNamePrefix: 'RESOURCE_NAME_PREFIX',
  /** JSON of MonitorSettings. */
  monitorSettings: 'MONITOR_SETTINGS',
  codeBuildProject: 'CODEBUILD_PROJECT',
  /** Bytes of the largest artifact that the function validates itself. */
  artifactLimit: 'ARTIFACT_LIMIT',
  /** What becomes of larger ones: `process` by a SageMaker Processing job, or `reject`. */
  bigArtifacts: 'BIG_ARTIFACTS',
  /** Seconds that the gateway may answer from a traffic split that it read before. */
  trafficSplitCacheSeconds: 'TRAFFIC_SPLIT_CACHE_SECONDS',
} as const;

export type EnvironmentVariable = keyof typeof environmentVariables;

export const handlerEnvironment = {
  'handle-control-request': ['artifactBucket', 'registryTable', 'modelPolicyPrefix', 'retrainingStateMachineArn'],
  'invoke-model': ['registryTable', 'modelPolicyPrefix', 'trafficSplitCacheSeconds'],
  'validate-model-version': ['artifactBucket', 'registryTable', 'modelPolicyPrefix', 'artifactLimit', 'bigArtifacts'],
  'decide-approval': ['registryTable', 'modelPolicyPrefix'],
  'request-approval': ['artifactBucket', 'registryTable', 'notificationTopicArn'],
  'expire-approval': ['registryTable'],
  'publish-audit-records': ['artifactBucket', 'registryTable', 'anchorBucket'],
  'begin-rollout': ['artifactBucket', 'registryTable', 'modelPolicyPrefix', 'servingImage', 'resourceNamePrefix'],
  'smoke-test-endpoint': ['artifactBucket', 'registryTable'],
  'shift-traffic': ['registryTable'],
  'check-bake': ['registryTable', 'modelPolicyPrefix'],
  'finish-rollout': ['registryTable'],
  'abort-rollout': ['registryTable'],
  'remove-endpoints': ['registryTable'],
  'clean-up-endpoints': [],
  'sweep-versions': ['registryTable', 'modelPolicyPrefix'],
  'plan-monitor-run': ['artifactBucket', 'registryTable', 'monitorSettings'],
  'summarise-shard': ['artifactBucket', 'monitorSettings'],
  'merge-monitor-run': ['artifactBucket', 'monitorSettings'],
  'respond-to-alarm': [
    'artifactBucket',
    'registryTable',
    'modelPolicyPrefix',
    'retrainingStateMachineArn',
    'notificationTopicArn',
  ],
  'snapshot-dataset': ['artifactBucket', 'registryTable', 'modelPolicyPrefix', 'trainingImage', 'resourceNamePrefix'],
  'check-dataset': ['artifactBucket', 'registryTable', 'modelPolicyPrefix'],
  'submit-training-output': ['artifactBucket', 'registryTable'],
  'build-container-image': ['codeBuildProject'],
} as const satisfies Readonly<Record<HandlerName, readonly EnvironmentVariable[]>>;

const optional = {
  /** Without a registry the monitor works from the fixed baseline of its settings. */
  'plan-monitor-run': ['registryTable'],
  /** Without a topic nobody is told that a version waits for an approval. */
  'request-approval': ['notificationTopicArn'],
} as const satisfies Readonly<Partial<Record<HandlerName, readonly EnvironmentVariable[]>>>;

export type OptionalEnvironment = typeof optional;

/** Variables of the list above that a construct may leave out, and what their absence means. */
export const optionalEnvironment: Readonly<Partial<Record<HandlerName, readonly EnvironmentVariable[]>>> = optional;
