import { CustomResource, Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import type { IModelPolicies } from '../governance/model-policies';
import { ContainerImage, type ContainerImageConfig } from '../inference/container-image';
import { INVOKE_ENDPOINT } from '../inference/perms';
import type { IModelRegistry } from '../model-registry/model-registry';
import { allow } from '../private/allow';
import { auditEventPattern } from '../private/audit-event-pattern';
import { CustomResourceProvider } from '../private/custom-resource-provider';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { HandlerFunction } from '../private/handler-function';
import { allowPassRole, createExecutionRole, sageMakerArn } from '../private/sagemaker';
import { uniqueName } from '../private/unique-name';
import { createFailureAlarm, Workflow } from '../private/workflow';
import { CREATE_ENDPOINTS, LIST_ENDPOINTS, REMOVE_ENDPOINTS } from './perms';
import { createRolloutHandlers, endpointArns, OWN_NAMES } from './rollout-handlers';
import { rolloutDefinition } from './rollout-workflow';

/** Properties of RolloutPipeline. */
export interface RolloutPipelineProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** What serves models. @default ContainerImage.onnxServe() */
  readonly servingImage?: ContainerImage;
  /** Time between two looks at an endpoint that comes up. @default 10 seconds */
  readonly pollInterval?: Duration;
  /**
   * Time between two looks at the alarms while a version bakes; a long bake has a longer one, a thousandth of it.
   * @default - a fifth of the bake, 1 to 30 seconds
   */
  readonly checkInterval?: Duration;
  /** Time from the last request that an endpoint may get to its removal. @default 40 seconds */
  readonly drain?: Duration;
  /** Told when a rollout fails. @default - the alarm tells nobody */
  readonly alarmTopic?: sns.ITopic;
  /** Gets the approvals, retirements and ends of executions that could not be taken up. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Rolls each approved version out: a serverless endpoint, a smoke test, a canary share of the traffic, a bake under
 * alarms, and then all of it, or back. A former champion that was rolled back to gets all traffic after its smoke test.
 * Endpoints come and go while the stack stays; its deletion removes the rest.
 *
 * @example
 * const rollout = new RolloutPipeline(this, 'Rollout', { artifacts, registry, policies });
 * rollout.grantInvokeEndpoints(inference);
 */
export class RolloutPipeline extends Construct {
  /** Input: the event of a version that was approved, rolled back to or asked for. */
  readonly stateMachine: sfn.IStateMachine;
  /** In alarm when a rollout failed. */
  readonly failureAlarm: cloudwatch.IAlarm;
  /** The name of every endpoint, configuration and model begins with it and a hyphen. */
  readonly resourceNamePrefix: string;
  /** What serves models. */
  readonly servingImage: ContainerImageConfig;

  constructor(scope: Construct, id: string, props: RolloutPipelineProps) {
    super(scope, id);
    const { artifacts } = props;
    const { encryptionKey } = artifacts;
    this.resourceNamePrefix = uniqueName(this);
    const image = (props.servingImage ?? ContainerImage.onnxServe()).bind(this, encryptionKey);
    this.servingImage = image;
    const executionRole = createExecutionRole(this, 'ModelRole', {
      artifacts,
      image,
      readPrefixes: ['models/'],
      logGroups: `Endpoints/${this.resourceNamePrefix}-*`,
    });

    const workflow = new Workflow(this, 'Workflow', { encryptionKey });
    const deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    const handlers = createRolloutHandlers(this, props, image.imageUri, this.resourceNamePrefix, deadLetterQueue);
    allow(workflow.role, {
      actions: CREATE_ENDPOINTS,
      resources: endpointArns(this, this.resourceNamePrefix),
      wildcard: OWN_NAMES,
    });
    allowPassRole(workflow.role, executionRole);
    const stateMachine = workflow.create(
      'Rolls an approved model version out',
      rolloutDefinition({
        workflow,
        handlers,
        executionRole,
        pollInterval: props.pollInterval ?? Duration.seconds(10),
        checkInterval: props.checkInterval,
        drain: props.drain,
      }),
    );
    // Deleted in the other order: no rollout runs any more when the endpoints are removed.
    stateMachine.node.addDependency(this.createCleanUp(encryptionKey));
    this.stateMachine = stateMachine;
    this.failureAlarm = createFailureAlarm(
      this,
      stateMachine,
      'A rollout failed: its endpoint did not come up or not answer as it should, and who served before has all ' +
        'traffic. With the error EndpointsLeft it ended as it should, and only an endpoint that serves nobody is left. ' +
        'Next: see with "mlops models" who serves, and read the cause of the failed execution; when it has passed, ask ' +
        'for the rollout again with "mlops rollout start", else submit a version that is mended. Endpoints that are left ' +
        'are removed by themselves.',
      props.alarmTopic,
    );

    new events.Rule(this, 'VersionApproved', {
      description: 'A version was approved, rolled back to or asked for: its rollout begins',
      eventPattern: auditEventPattern(['ModelVersionApproved', 'ChampionRolledBack', 'RolloutRequested'], artifacts),
      targets: [
        new targets.SfnStateMachine(stateMachine, {
          deadLetterQueue,
          retryAttempts: 8,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
    new events.Rule(this, 'VersionRetired', {
      description: 'A version was retired: the endpoint that it left is removed',
      eventPattern: auditEventPattern('ModelVersionRetired', artifacts),
      targets: [
        new targets.LambdaFunction(handlers.remove.function, {
          deadLetterQueue,
          retryAttempts: 8,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
    new events.Rule(this, 'ExecutionEnded', {
      description: 'A rollout ended before its end: what it left is cleaned up',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [stateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [
        new targets.LambdaFunction(handlers.abort.function, {
          deadLetterQueue,
          retryAttempts: 8,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
  }

  /** Allows asking the endpoints of rollouts for predictions. */
  grantInvokeEndpoints(grantee: iam.IGrantable): iam.Grant {
    return allow(grantee, {
      actions: INVOKE_ENDPOINT,
      resources: [sageMakerArn(this, 'endpoint', this.resourceNamePrefix)],
      wildcard: OWN_NAMES,
    });
  }

  /** Executions that failed. @default - sum over 5 minutes */
  metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metricFailed(options);
  }

  private createCleanUp(encryptionKey: IArtifactStore['encryptionKey']): CustomResource {
    const cleanUp = new HandlerFunction(this, 'CleanUpEndpoints', {
      handler: 'clean-up-endpoints',
      description: 'Removes the endpoints of all rollouts when the stack is deleted',
      timeout: Duration.minutes(15),
      encryptionKey,
    });
    allow(cleanUp, {
      actions: REMOVE_ENDPOINTS,
      resources: endpointArns(this, this.resourceNamePrefix),
      wildcard: OWN_NAMES,
    });
    allow(cleanUp, {
      actions: LIST_ENDPOINTS,
      resources: ['*'],
      wildcard: "SageMaker's lists take no resource; what they find is removed by its name's prefix only.",
    });
    const provider = new CustomResourceProvider(this, 'CleanUpProvider', cleanUp, encryptionKey);
    return new CustomResource(this, 'CleanUp', {
      resourceType: 'Custom::EndpointCleanUp',
      serviceToken: provider.serviceToken,
      properties: { ResourceNamePrefix: this.resourceNamePrefix },
    });
  }
}
