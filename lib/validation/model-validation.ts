import { Duration, Size } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { MANIFEST_KEY_PATTERN } from '../contracts';
import type { IModelPolicies } from '../governance/model-policies';
import type { IModelRegistry } from '../model-registry/model-registry';
import { allow } from '../private/allow';
import { auditEventPattern } from '../private/audit-event-pattern';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { type Environment, environmentOf, HandlerFunction } from '../private/handler-function';
import { createFailureAlarm, Workflow } from '../private/workflow';
import { createApprovalHandlers, TOKEN_KEYS } from './approval-handlers';
import { approvalDefinition } from './approval-workflow';
import { ANSWER_APPROVAL } from './perms';
import { ProcessingJob } from './processing-job';
import type { ProcessingProps } from './processing-props';
import { validationDefinition } from './validation-workflow';

/** What the function validates itself, by default. */
const DEFAULT_THRESHOLD = Size.gibibytes(1);

/** Properties of ModelValidation. */
export interface ModelValidationProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** Where people are told that a version waits for them, or was rejected or quarantined. @default - nobody is told */
  readonly notificationTopic?: sns.ITopic;
  /** How artifacts are validated that are too big for a function. @default - they are rejected; see ProcessingProps */
  readonly processing?: ProcessingProps;
  /** Told when a validation or an approval failed. @default - the alarms tell nobody */
  readonly alarmTopic?: sns.ITopic;
  /** Gets the events that could not be handled. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Takes each completed submission in: checks its files, registers the version, runs its gates, and approves it when its
 * model's policy allows, or asks people and waits for them. People are told of what was rejected.
 *
 * @example
 * new ModelValidation(this, 'Validation', { artifacts, registry, policies, notificationTopic: topic });
 */
export class ModelValidation extends Construct {
  /** Approves, or waits for people. Input: the event of a validated version. */
  readonly stateMachine: sfn.IStateMachine;
  /** Registers, runs the gates, decides, and tells of rejections. Input: S3's event of a manifest. */
  readonly validationStateMachine: sfn.IStateMachine;
  /** In alarm when an approval could not be asked for, or not be ended. */
  readonly failureAlarm: cloudwatch.IAlarm;
  /** In alarm when a submission could not be validated, or nobody be told of its rejection. */
  readonly validationFailureAlarm: cloudwatch.IAlarm;
  private readonly artifacts: IArtifactStore;

  constructor(scope: Construct, id: string, props: ModelValidationProps) {
    super(scope, id);
    const { artifacts } = props;
    this.artifacts = artifacts;
    const { encryptionKey } = artifacts;
    const deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    const validation = new Construct(this, 'Submissions');
    const validationMachine = this.createValidation(validation, props);
    this.validationStateMachine = validationMachine;
    this.validationFailureAlarm = createFailureAlarm(
      validation,
      validationMachine,
      'A validation failed: a submission is not registered, or its version stays PendingValidation, or people were not ' +
        'told of a rejection. Next: read the cause of the failed execution, mend it, and redrive the execution by the ' +
        'runbook validation-failed.',
      props.alarmTopic,
    );

    const workflow = new Workflow(this, 'Workflow', { encryptionKey });
    const handlers = createApprovalHandlers(this, props);
    const stateMachine = workflow.create(
      'Approves a validated model version by its policy, or waits for people',
      approvalDefinition(workflow, handlers),
    );
    this.stateMachine = stateMachine;
    this.failureAlarm = createFailureAlarm(
      this,
      stateMachine,
      'An approval failed: people were not asked, or a version that waited in vain is not Expired. ' +
        'Next: read the cause of the failed execution, mend it, and redrive the execution by the runbook approval-failed.',
      props.alarmTopic,
    );

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
      targets: [new targets.SfnStateMachine(validationMachine, delivery)],
    });
    new events.Rule(this, 'VersionValidated', {
      description: 'A version passed its gates: approval is next',
      eventPattern: auditEventPattern('ModelVersionValidated', artifacts),
      targets: [new targets.SfnStateMachine(stateMachine, delivery)],
    });
  }

  /** Allows letting the executions go on that wait for people, and reading what answers them. */
  grantAnswer(grantee: iam.IGrantable): iam.Grant {
    return this.artifacts
      .grantReadKeys(grantee, TOKEN_KEYS)
      .combine(allow(grantee, { actions: ANSWER_APPROVAL, resources: [this.stateMachine.stateMachineArn] }));
  }

  /** Approvals that could not be asked for or ended. @default - sum over 5 minutes */
  metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricFailed(options);
  }

  private createValidation(scope: Construct, props: ModelValidationProps): sfn.StateMachine {
    const { artifacts, registry, policies, processing = {}, notificationTopic } = props;
    const image = (processing.enabled ?? true) ? processing.image : undefined;
    const environment: Environment = {
      artifactBucket: artifacts.bucket.bucketName,
      registryTable: registry.table.tableName,
      modelPolicyPrefix: policies.parameterPrefix,
      artifactLimit: String((processing.threshold ?? DEFAULT_THRESHOLD).toBytes()),
      bigArtifacts: image === undefined ? 'reject' : 'process',
    };
    const validate = new HandlerFunction(this, 'ValidateModelVersion', {
      handler: 'validate-model-version',
      description: 'Registers submissions, runs the gates of versions and decides',
      environment,
      memorySize: 2048,
      ephemeralStorageSize: Size.gibibytes(2),
      timeout: Duration.minutes(15),
      encryptionKey: artifacts.encryptionKey,
    });
    artifacts.grantReadKeys(validate, ...READ_KEYS);
    artifacts.grantWriteKeys(validate, 'validation/*', 'quarantine/*');
    registry.grantReadWrite(validate);
    policies.grantRead(validate);

    const workflow = new Workflow(scope, 'Workflow', { encryptionKey: artifacts.encryptionKey });
    const job =
      image === undefined
        ? undefined
        : new ProcessingJob(this, 'Processing', {
            ...processing,
            image,
            artifacts,
            workflow,
            environment: environmentOf('validate-model-version', environment),
          });
    if (job !== undefined) {
      registry.grantRead(job.role);
      policies.grantRead(job.role);
    }
    return workflow.create(
      'Validates a submission, and tells people when it is rejected',
      validationDefinition({ workflow, validate, process: job?.state, notificationTopic }),
    );
  }
}

/** Submissions, the sets that they are scored on, what they were trained on, and reports of processing jobs. */
const READ_KEYS = ['models/*', 'evaluation/*', 'snapshots/*', 'datasets/*', 'validation/*'];
