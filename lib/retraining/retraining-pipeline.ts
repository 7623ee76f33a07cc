import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import type { IModelPolicies } from '../governance/model-policies';
import { ContainerImage } from '../inference/container-image';
import type { IModelRegistry } from '../model-registry/model-registry';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { allowStart } from '../private/executions';
import { allowStorageKey, createExecutionRole } from '../private/sagemaker';
import { ScheduledStart } from '../private/scheduled-start';
import { uniqueName } from '../private/unique-name';
import { createFailureAlarm, Workflow } from '../private/workflow';
import { createRetrainingHandlers } from './retraining-handlers';
import { allowTraining, retrainingDefinition } from './retraining-workflow';

/** Properties of RetrainingPipeline. */
export interface RetrainingPipelineProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** What trains models. @default ContainerImage.sklearnTrain() */
  readonly trainingImage?: ContainerImage;
  /** Told when a training fails. @default - the alarm tells nobody */
  readonly alarmTopic?: sns.ITopic;
  /** Gets the scheduled trainings that could not be started. @default - a new queue, with the first schedule */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Trains a model again, from its data sets and the labelled traffic: snapshot, check, SageMaker training job, submission.
 * One state machine for all models.
 *
 * @example
 * const retraining = new RetrainingPipeline(this, 'Retraining', { artifacts, registry, policies });
 * retraining.addSchedule('churn');
 */
export class RetrainingPipeline extends Construct {
  /** Input: `{"model", "trigger": "manual|drift|schedule", "startedBy", "reason"?}`. */
  readonly stateMachine: sfn.IStateMachine;
  /** In alarm when a training failed. */
  readonly failureAlarm: cloudwatch.IAlarm;
  /** The name of every training job begins with it and a hyphen. */
  readonly resourceNamePrefix: string;
  private readonly encryptionKey: IArtifactStore['encryptionKey'];
  private deadLetterQueue?: sqs.IQueue;

  constructor(scope: Construct, id: string, props: RetrainingPipelineProps) {
    super(scope, id);
    const { artifacts } = props;
    this.encryptionKey = artifacts.encryptionKey;
    this.deadLetterQueue = props.deadLetterQueue;
    this.resourceNamePrefix = uniqueName(this);
    const image = (props.trainingImage ?? ContainerImage.sklearnTrain()).bind(this, this.encryptionKey);
    const executionRole = createExecutionRole(this, 'TrainingRole', {
      artifacts,
      image,
      readPrefixes: ['snapshots/', 'evaluation/'],
      logGroups: 'TrainingJobs*',
    });
    artifacts.grantWriteKeys(executionRole, 'training/*');
    allowStorageKey(executionRole, this.encryptionKey);

    const workflow = new Workflow(this, 'Workflow', { encryptionKey: this.encryptionKey });
    const handlers = createRetrainingHandlers(this, props, image.imageUri, this.resourceNamePrefix);
    allowTraining(this, workflow.role, executionRole, this.resourceNamePrefix);
    const stateMachine = workflow.create(
      'Trains a model again and submits the result',
      retrainingDefinition({ workflow, handlers, executionRole, encryptionKey: this.encryptionKey }),
    );
    this.stateMachine = stateMachine;
    this.failureAlarm = createFailureAlarm(
      this,
      stateMachine,
      'A retraining failed: its data did not pass the checks, or its training job ended badly; the champion stays. ' +
        "Next: read the cause of the failed execution, which holds the container's last lines.",
      props.alarmTopic,
    );
  }

  /** Starts trainings of a model on a schedule; one within the cooldown is skipped. @param schedule by default monthly, on the first day at 03:00 UTC */
  addSchedule(model: string, schedule?: ScheduleExpression): void {
    this.deadLetterQueue ??= createDeadLetterQueue(this, 'DeadLetters', this.encryptionKey);
    new ScheduledStart(this, `Schedule-${model}`, {
      stateMachine: this.stateMachine,
      schedule: schedule ?? ScheduleExpression.expression('cron(0 3 1 * ? *)'),
      description: `Trainings of the model ${model}`,
      input: { model, trigger: 'schedule', startedBy: `schedule:${model}` },
      deadLetterQueue: this.deadLetterQueue,
    });
  }

  /** Allows starting trainings, and reading how they stand. */
  grantStart(grantee: iam.IGrantable): iam.Grant {
    return allowStart(grantee, this.stateMachine);
  }

  /** Executions that failed. @default - sum over 5 minutes */
  metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricFailed(options);
  }
}
