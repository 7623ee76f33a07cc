import { Duration, Size } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { MANIFEST_KEY_PATTERN } from '../contracts';
import type { IModelPolicies } from '../governance/model-policies';
import type { IModelRegistry } from '../model-registry/model-registry';
import { auditEventPattern } from '../private/audit-event-pattern';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { HandlerFunction } from '../private/handler-function';

/** Properties of ModelValidation. */
export interface ModelValidationProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** Gets the events that could not be handled. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Takes each completed submission in: checks its files, registers the version, scores it on the evaluation set, and
 * approves it when its model's policy allows.
 *
 * @example
 * new ModelValidation(this, 'Validation', { artifacts, registry, policies });
 */
export class ModelValidation extends Construct {
  constructor(scope: Construct, id: string, props: ModelValidationProps) {
    super(scope, id);
    const { artifacts, registry, policies } = props;
    const encryptionKey = artifacts.encryptionKey;
    const deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    const environment = { registryTable: registry.table.tableName, modelPolicyPrefix: policies.parameterPrefix };

    const validate = new HandlerFunction(this, 'ValidateModelVersion', {
      handler: 'validate-model-version',
      description: 'Checks submissions, registers versions and scores them on the evaluation set',
      environment: { ...environment, artifactBucket: artifacts.bucket.bucketName },
      memorySize: 2048,
      ephemeralStorageSize: Size.gibibytes(2),
      timeout: Duration.minutes(15),
      encryptionKey,
      deadLetterQueue,
    });
    artifacts.grantReadKeys(validate, 'models/*', 'evaluation/*');
    artifacts.grantWriteKeys(validate, 'validation/*', 'quarantine/*');

    const decide = new HandlerFunction(this, 'DecideApproval', {
      handler: 'decide-approval',
      description: 'Approves validated versions by the policy of their model',
      environment,
      encryptionKey,
      deadLetterQueue,
    });
    for (const handler of [validate, decide]) {
      registry.grantReadWrite(handler);
      policies.grantRead(handler);
    }

    const delivery = { deadLetterQueue, retryAttempts: 8, maxEventAge: Duration.hours(12) };
    new events.Rule(this, 'SubmissionCompleted', {
      description: 'A manifest was put: the submission is complete',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [artifacts.bucket.bucketName] },
          object: { key: [{ wildcard: MANIFEST_KEY_PATTERN }] },
        },
      },
      targets: [new targets.LambdaFunction(validate.function, delivery)],
    });
    new events.Rule(this, 'VersionValidated', {
      description: 'A version passed its gates: approval is next',
      eventPattern: auditEventPattern('ModelVersionValidated', artifacts),
      targets: [new targets.LambdaFunction(decide.function, delivery)],
    });
  }
}
