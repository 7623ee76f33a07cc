import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import { inferenceRoutes } from '../contracts';
import type { IModelPolicies } from '../governance/model-policies';
import type { IModelRegistry } from '../model-registry/model-registry';
import { HandlerFunction } from '../private/handler-function';
import { HttpGateway } from '../private/http-gateway';
import { InferenceAuthorization } from './inference-authorization';
import { InferenceModel } from './inference-model';

/** Properties of InferenceService. */
export interface InferenceServiceProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** Who may call. @default InferenceAuthorization.iam() */
  readonly authorization?: InferenceAuthorization;
  /** Told when an alarm on a slot goes off. @default - the alarms tell nobody */
  readonly alarmTopic?: sns.ITopic;
  /** How traffic is captured. @default - see CaptureProps */
  readonly capture?: CaptureProps;
  /** Longest time that the gateway answers from a traffic split that it read before. @default 5 seconds */
  readonly trafficSplitCache?: Duration;
  /** The candidate's 90th percentile of latency above which a rollout is rolled back. @default 10 seconds */
  readonly latencyThreshold?: Duration;
}

/** How the gateway's traffic is captured. */
export interface CaptureProps {
  /** Longest time that a captured record waits for others before they are stored, 0 to 15 minutes. @default 1 minute */
  readonly bufferInterval?: Duration;
  /** Whether deliveries that failed are logged to CloudWatch. @default true */
  readonly logging?: boolean;
}

/**
 * The one HTTPS gateway of all models: it chooses the version by the traffic split, answers with its name, captures
 * each row, and measures by slot. Open Inference Protocol V2, and SageMaker's `/invocations` as a pass-through.
 *
 * @example
 * const inference = new InferenceService(this, 'Inference', { artifacts, registry, policies });
 * inference.grantInvoke(shopBackendRole);
 */
export class InferenceService extends Construct implements iam.IGrantable {
  readonly api: apigateway.IHttpApi;
  /** `https://<id>.execute-api.<region>.<suffix>`, without a slash at its end. */
  readonly url: string;
  /** The gateway's function: whoever makes endpoints allows it to invoke them. */
  readonly grantPrincipal: iam.IPrincipal;
  private readonly gateway: HttpGateway;
  private readonly props: InferenceServiceProps;

  constructor(scope: Construct, id: string, props: InferenceServiceProps) {
    super(scope, id);
    this.props = props;
    const encryptionKey = props.artifacts.encryptionKey;
    const invoke = new HandlerFunction(this, 'InvokeModel', {
      handler: 'invoke-model',
      description: 'Answers inference requests by the traffic split, and captures them',
      environment: {
        registryTable: props.registry.table.tableName,
        modelPolicyPrefix: props.policies.parameterPrefix,
        trafficSplitCacheSeconds: String((props.trafficSplitCache ?? Duration.seconds(5)).toSeconds()),
      },
      memorySize: 1024,
      timeout: Duration.seconds(29),
      encryptionKey,
    });
    this.grantPrincipal = invoke.grantPrincipal;
    props.registry.grantRead(invoke);
    props.policies.grantRead(invoke);

    this.gateway = new HttpGateway(this, 'Gateway', {
      description: 'Inference',
      handler: invoke.function,
      routes: Object.values(inferenceRoutes),
      authorizer: (props.authorization ?? InferenceAuthorization.iam()).bind(this),
      encryptionKey,
    });
    this.api = this.gateway.api;
    this.url = this.gateway.api.apiEndpoint;
  }

  /** Adds what a model needs: the capture of its traffic, and the alarms on its slots. */
  addModel(model: string): InferenceModel {
    const inferenceModel = new InferenceModel(this, `Model-${model}`, {
      model,
      artifacts: this.props.artifacts,
      captureBuffer: this.props.capture?.bufferInterval ?? Duration.minutes(1),
      captureLogging: this.props.capture?.logging ?? true,
      latencyThreshold: this.props.latencyThreshold ?? Duration.seconds(10),
      alarmTopic: this.props.alarmTopic,
    });
    inferenceModel._stream.grantWrite(this);
    return inferenceModel;
  }

  /** Allows calling every route for every model. */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.gateway.grantInvoke(grantee, Object.values(inferenceRoutes));
  }
}
