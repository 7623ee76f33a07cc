import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { controlRoutes, submissionPaths } from '../contracts';
import type { IModelRegistry } from '../model-registry/model-registry';
import type { DriftMonitor } from '../monitoring/drift-monitor';
import { HandlerFunction } from '../private/handler-function';
import { HttpGateway } from '../private/http-gateway';
import type { RetrainingPipeline } from '../retraining/retraining-pipeline';
import type { ModelValidation } from '../validation/model-validation';
import type { IModelPolicies } from './model-policies';

/** Properties of ControlApi. */
export interface ControlApiProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** Waits for the decisions that callers make. */
  readonly validation: ModelValidation;
  /** The trainings that callers may start. */
  readonly retraining: RetrainingPipeline;
}

/** What may be done through the control API. */
export enum ControlAction {
  /** Open a submission and see how it stands. */
  SUBMIT = 'submit',
  /** Read models, versions with their lineage, card and approval, aliases and runs. */
  READ = 'read',
  /** Start a training. */
  RETRAIN = 'retrain',
  /** Start a monitor run. */
  MONITOR = 'monitor',
  /** Say whether a version that waits for people may be released. */
  APPROVE = 'approve',
  /** Ask again for the rollout of an approved version, or that serving is brought to the champion. */
  ROLL_OUT = 'roll-out',
  /** Take back the candidate or the champion. */
  ROLL_BACK = 'roll-back',
  /** Retire a version that serves nobody. */
  RETIRE = 'retire',
  /** Point an alias other than `champion` at a version. */
  MOVE_ALIAS = 'move-alias',
}

const READS = Object.values(controlRoutes).filter((route) => route.startsWith('GET '));

const ROUTES: Readonly<Record<ControlAction, readonly string[]>> = {
  [ControlAction.SUBMIT]: [controlRoutes.openSubmission, controlRoutes.readSubmission],
  [ControlAction.READ]: READS,
  [ControlAction.RETRAIN]: [controlRoutes.startRetraining, controlRoutes.readRetraining],
  [ControlAction.MONITOR]: [controlRoutes.startMonitorRun, controlRoutes.readMonitorRun],
  [ControlAction.APPROVE]: [controlRoutes.decideApproval, controlRoutes.readApproval],
  [ControlAction.ROLL_OUT]: [controlRoutes.requestRollout],
  [ControlAction.ROLL_BACK]: [controlRoutes.rollBack],
  [ControlAction.RETIRE]: [controlRoutes.retireVersion],
  [ControlAction.MOVE_ALIAS]: [controlRoutes.moveAlias, controlRoutes.readAlias],
};

/**
 * The one way in for people: an HTTP API with IAM authorization, where the actor is the caller's own ARN.
 * No person's role writes the registry, invokes a function or starts a state machine.
 *
 * @example
 * const control = new ControlApi(this, 'Control', { artifacts, registry, policies, validation, retraining });
 * control.grant(researcherRole, ControlAction.SUBMIT, ControlAction.READ);
 */
export class ControlApi extends Construct {
  readonly api: apigateway.IHttpApi;
  /** `https://<id>.execute-api.<region>.<suffix>`, without a slash at its end. */
  readonly url: string;
  private readonly gateway: HttpGateway;
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: ControlApiProps) {
    super(scope, id);
    const { artifacts, registry, policies, validation, retraining } = props;
    const { encryptionKey } = artifacts;
    this.handler = new HandlerFunction(this, 'HandleControlRequest', {
      handler: 'handle-control-request',
      description: 'Opens submissions, starts runs, and tells what the registry holds',
      environment: {
        artifactBucket: artifacts.bucket.bucketName,
        registryTable: registry.table.tableName,
        modelPolicyPrefix: policies.parameterPrefix,
        retrainingStateMachineArn: retraining.stateMachine.stateMachineArn,
      },
      timeout: Duration.seconds(29),
      encryptionKey,
    });
    registry.grantReadWrite(this.handler);
    policies.grantList(this.handler);
    policies.grantRead(this.handler);
    retraining.grantStart(this.handler);
    validation.grantAnswer(this.handler);
    // Who uploads has a link signed by this function, so its role writes the object.
    artifacts.grantWriteKeys(this.handler, 'models/*/submissions/*');
    // What a model card tells of a version beside its records.
    artifacts.grantReadKeys(
      this.handler,
      `models/*/submissions/*/${submissionPaths.evaluation.report}`,
      'monitoring/*/reports/*/report.json',
    );

    this.gateway = new HttpGateway(this, 'Gateway', {
      description: 'Control',
      handler: this.handler.function,
      routes: Object.values(controlRoutes),
      authorizer: new HttpIamAuthorizer(),
      encryptionKey,
    });
    this.api = this.gateway.api;
    this.url = this.gateway.api.apiEndpoint;
  }

  /** Lets callers start the runs of a monitor. */
  addMonitor(monitor: DriftMonitor): void {
    monitor.grantStart(this.handler);
  }

  /** Allows the routes of these actions, for every model. */
  grant(grantee: iam.IGrantable, ...actions: ControlAction[]): iam.Grant {
    return this.gateway.grantInvoke(grantee, [...new Set(actions.flatMap((action) => ROUTES[action]))]);
  }
}
