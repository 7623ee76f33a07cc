import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AlarmResponse } from '../alarms/alarm-response';
import { AlarmTopic } from '../alarms/alarm-topic';
import { ArtifactStore } from '../artifact-store/artifact-store';
import { ControlApi } from '../governance/control-api';
import { ModelPolicies } from '../governance/model-policies';
import type { ModelProps } from '../governance/model-props';
import { PersonaPolicies } from '../governance/persona-policies';
import { type HousekeepingProps, VersionHousekeeping } from '../governance/version-housekeeping';
import { ContainerImage } from '../inference/container-image';
import type { InferenceAuthorization } from '../inference/inference-authorization';
import { type CaptureProps, InferenceService } from '../inference/inference-service';
import { ModelRegistry } from '../model-registry/model-registry';
import { Baseline } from '../monitoring/baseline';
import { DriftMonitor } from '../monitoring/drift-monitor';
import { createDeadLetterAlarm, createDeadLetterQueue } from '../private/dead-letter-queue';
import { RetrainingPipeline } from '../retraining/retraining-pipeline';
import { RolloutPipeline } from '../rollout/rollout-pipeline';
import { ModelValidation } from '../validation/model-validation';
import type { ProcessingProps } from '../validation/processing-props';
import { writeOutputs } from './platform-outputs';

/** Properties of MlopsPlatform. */
export interface MlopsPlatformProps {
  /** The models; more may be added. @default - none */
  readonly models?: ModelProps[];
  /** E-mail addresses of the people who are told of alarms. @default - nobody is told */
  readonly notificationEmails?: string[];
  /** Encrypts everything. @default - a new key with rotation */
  readonly encryptionKey?: kms.IKey;
  /** What becomes of data, registry and key when they leave the stack. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The registry's table, after a restore of it: see `ModelRegistryProps.table`.
   * @default - a new table
   */
  readonly registryTable?: dynamodb.ITable;
  /** Who may ask for predictions. @default InferenceAuthorization.iam() */
  readonly inferenceAuthorization?: InferenceAuthorization;
  /** @default - this package's images, built in the account */
  readonly images?: PlatformImages;
  /** How inference is captured. @default - see CaptureProps */
  readonly capture?: CaptureProps;
  /** How long things wait for each other. @default - see PlatformTiming */
  readonly timing?: PlatformTiming;
  /**
   * How artifacts are validated that are too big for a function.
   * @default - in a SageMaker Processing job, in the serving image: where that is your own, see ProcessingProps.image
   */
  readonly processing?: ProcessingProps;
  /** When overdue versions are ended, and old ones retired. @default - daily */
  readonly housekeeping?: HousekeepingProps;
}

/** The images that SageMaker runs. */
export interface PlatformImages {
  /** Serves models. @default ContainerImage.onnxServe() */
  readonly serving?: ContainerImage;
  /** Trains models. @default ContainerImage.sklearnTrain() */
  readonly training?: ContainerImage;
}

/** How long things wait for each other. */
export interface PlatformTiming {
  /** Time between two looks at an endpoint that comes up. @default 10 seconds */
  readonly endpointPoll?: Duration;
  /** Time between two looks at the alarms while a version bakes. @default - a fifth of the bake, 1 to 30 seconds */
  readonly rolloutCheck?: Duration;
  /** Time from the last request that an endpoint may get to its removal. @default 40 seconds */
  readonly drain?: Duration;
  /** Longest time that the gateway answers from a traffic split that it read before. @default 5 seconds */
  readonly trafficSplitCache?: Duration;
}

/**
 * The whole loop: submit, validate, approve, roll out, serve, watch, respond, retrain. It only wires the other
 * constructs, which can be had one by one.
 *
 * @example
 * new MlopsPlatform(this, 'Mlops', {
 *   models: [{ name: 'churn', task: ModelTask.CLASSIFICATION, dataset: { target: 'churned' } }],
 *   notificationEmails: ['oncall@example.com'],
 * });
 */
export class MlopsPlatform extends Construct {
  readonly artifacts: ArtifactStore;
  readonly registry: ModelRegistry;
  readonly policies: ModelPolicies;
  readonly inference: InferenceService;
  readonly rollout: RolloutPipeline;
  readonly retraining: RetrainingPipeline;
  readonly housekeeping: VersionHousekeeping;
  readonly alarms: AlarmResponse;
  readonly control: ControlApi;
  readonly personas: PersonaPolicies;
  private readonly alarmTopic: AlarmTopic;
  private readonly deadLetterQueue;
  private readonly captureBuffer?: Duration;

  constructor(scope: Construct, id: string, props: MlopsPlatformProps = {}) {
    super(scope, id);
    const { removalPolicy } = props;
    this.captureBuffer = props.capture?.bufferInterval;
    this.artifacts = new ArtifactStore(this, 'Artifacts', { encryptionKey: props.encryptionKey, removalPolicy });
    const artifacts = this.artifacts;
    const { encryptionKey } = artifacts;
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    const deadLetterQueue = this.deadLetterQueue;
    this.registry = new ModelRegistry(this, 'Registry', {
      artifacts,
      table: props.registryTable,
      encryptionKey,
      deadLetterQueue,
      removalPolicy,
    });
    this.policies = new ModelPolicies(this, 'Policies');
    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { encryptionKey });
    const { topic: alarmTopic } = this.alarmTopic;
    createDeadLetterAlarm(deadLetterQueue, alarmTopic);
    const core = { artifacts, registry: this.registry, policies: this.policies };

    this.rollout = new RolloutPipeline(this, 'Rollout', {
      ...core,
      servingImage: props.images?.serving,
      pollInterval: props.timing?.endpointPoll,
      checkInterval: props.timing?.rolloutCheck,
      drain: props.timing?.drain,
      alarmTopic,
      deadLetterQueue,
    });
    this.inference = new InferenceService(this, 'Inference', {
      ...core,
      authorization: props.inferenceAuthorization,
      alarmTopic,
      capture: props.capture,
      trafficSplitCache: props.timing?.trafficSplitCache,
    });
    this.rollout.grantInvokeEndpoints(this.inference);
    this.retraining = new RetrainingPipeline(this, 'Retraining', {
      ...core,
      trainingImage: props.images?.training,
      alarmTopic,
      deadLetterQueue,
    });
    this.housekeeping = new VersionHousekeeping(this, 'Housekeeping', {
      ...props.housekeeping,
      registry: this.registry,
      policies: this.policies,
      encryptionKey,
      deadLetterQueue,
    });
    this.alarms = new AlarmResponse(this, 'Alarms', {
      ...core,
      retraining: this.retraining,
      alarmTopic,
      emails: props.notificationEmails,
      deadLetterQueue,
    });
    const validation = new ModelValidation(this, 'Validation', {
      ...core,
      notificationTopic: this.alarms.notificationTopic,
      processing: { image: ContainerImage.fromConfig(this.rollout.servingImage), ...props.processing },
      alarmTopic,
      deadLetterQueue,
    });
    this.control = new ControlApi(this, 'Control', { ...core, validation, retraining: this.retraining });
    this.personas = new PersonaPolicies(this, 'Personas', {
      artifacts,
      control: this.control,
      inference: this.inference,
      registry: this.registry,
    });
    for (const model of props.models ?? []) {
      this.addModel(model);
    }
    writeOutputs(this);
  }

  /** Adds a model: its capture, its monitor, its schedules, and its policy for the handlers. Returns the monitor. */
  addModel(model: ModelProps): DriftMonitor {
    const inferenceModel = this.inference.addModel(model.name);
    const monitor = new DriftMonitor(this, `Monitor-${model.name}`, {
      model: model.name,
      baseline: Baseline.ofChampion(this.registry),
      artifacts: this.artifacts,
      capture: { deliveryBuffer: this.captureBuffer },
      thresholds: model.monitoring?.thresholds,
      interval: model.monitoring?.interval,
      scheduled: model.monitoring?.scheduled,
      alarmTopic: this.alarmTopic.topic,
      deadLetterQueue: this.deadLetterQueue,
    });
    this.control.addMonitor(monitor);
    if (model.retraining?.onSchedule ?? true) {
      this.retraining.addSchedule(model.name, model.retraining?.schedule);
    }
    this.policies.addModel(model, {
      captureStreamName: inferenceModel.captureStreamName,
      monitorStateMachineArn: monitor.stateMachine.stateMachineArn,
      rollbackAlarmNames: inferenceModel.rollbackAlarms.map((alarm) => alarm.alarmName),
    });
    return monitor;
  }
}
