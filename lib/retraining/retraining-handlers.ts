import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { HandlerFunction } from '../private/handler-function';
import type { RetrainingPipelineProps } from './retraining-pipeline';

/** What the data check writes beside a snapshot, which it may not change. */
const CHECK_KEYS = ['statistics', 'constraints', 'constraint_violations'].map((name) => `snapshots/*/${name}.json`);

export interface RetrainingHandlers {
  readonly snapshot: HandlerFunction;
  readonly check: HandlerFunction;
  readonly submit: HandlerFunction;
}

/** The functions of a retraining, each with the rights of its step. */
export function createRetrainingHandlers(
  scope: Construct,
  props: RetrainingPipelineProps,
  trainingImage: string,
  resourceNamePrefix: string,
): RetrainingHandlers {
  const { artifacts, registry, policies } = props;
  const { encryptionKey } = artifacts;
  const artifactBucket = artifacts.bucket.bucketName;
  const registryTable = registry.table.tableName;
  const modelPolicyPrefix = policies.parameterPrefix;

  const snapshot = new HandlerFunction(scope, 'SnapshotDataset', {
    handler: 'snapshot-dataset',
    description: 'Gathers labelled rows, sets the evaluation set aside, and fixes the training data',
    environment: { artifactBucket, registryTable, modelPolicyPrefix, trainingImage, resourceNamePrefix },
    memorySize: 2048,
    timeout: Duration.minutes(15),
    encryptionKey,
  });
  const check = new HandlerFunction(scope, 'CheckDataset', {
    handler: 'check-dataset',
    description: 'Checks a snapshot before it costs a training',
    environment: { artifactBucket, registryTable, modelPolicyPrefix },
    memorySize: 2048,
    timeout: Duration.minutes(10),
    encryptionKey,
  });
  const submit = new HandlerFunction(scope, 'SubmitTrainingOutput', {
    handler: 'submit-training-output',
    description: "Submits a training job's output as a model version",
    environment: { artifactBucket, registryTable },
    memorySize: 1024,
    timeout: Duration.minutes(15),
    encryptionKey,
  });

  artifacts.grantReadKeys(snapshot, 'datasets/*', 'ground-truth/*', 'capture/*', 'snapshots/*', 'evaluation/*');
  artifacts.grantWriteKeys(snapshot, 'snapshots/*', 'evaluation/*');
  artifacts.grantReadKeys(check, 'snapshots/*', 'evaluation/*', 'models/*');
  artifacts.grantWriteKeys(check, ...CHECK_KEYS);
  registry.grantRead(check);
  artifacts.grantReadKeys(submit, 'training/*', 'snapshots/*', 'models/*');
  artifacts.grantWriteKeys(submit, 'models/*/submissions/*');
  for (const handler of [snapshot, submit]) {
    registry.grantReadWrite(handler);
  }
  for (const handler of [snapshot, check]) {
    policies.grantRead(handler);
  }
  return { snapshot, check, submit };
}
