import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IArtifactStore } from '../artifact-store/artifact-store';
import type { IModelPolicies } from '../governance/model-policies';
import type { IModelRegistry } from '../model-registry/model-registry';
import { allow, allowKey, ENCRYPT } from '../private/allow';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { HandlerFunction } from '../private/handler-function';
import type { RetrainingPipeline } from '../retraining/retraining-pipeline';
import { AlarmTopic } from './alarm-topic';

/** Properties of AlarmResponse. */
export interface AlarmResponseProps {
  readonly artifacts: IArtifactStore;
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** Started when a model drifts, where its policy says so. */
  readonly retraining: RetrainingPipeline;
  /** Where the alarms are published. @default - a new AlarmTopic */
  readonly alarmTopic?: sns.ITopic;
  /** E-mail addresses of the people to tell; each confirms its subscription. @default - nobody */
  readonly emails?: string[];
  /** Gets the notifications that could not be handled. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * What happens when an alarm goes off: people are told, with cause, report and next step; a candidate in bake is rolled
 * back; a model that drifted is trained again.
 *
 * @example
 * const response = new AlarmResponse(this, 'Alarms', { artifacts, registry, policies, retraining, emails: ['oncall@example.com'] });
 * alarm.addAlarmAction(new SnsAction(response.alarmTopic));
 */
export class AlarmResponse extends Construct {
  /** Where alarms are published. */
  readonly alarmTopic: sns.ITopic;
  /** What people subscribe to. */
  readonly notificationTopic: sns.ITopic;

  constructor(scope: Construct, id: string, props: AlarmResponseProps) {
    super(scope, id);
    const { artifacts, registry, policies, retraining } = props;
    const { encryptionKey } = artifacts;
    const deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    this.alarmTopic = props.alarmTopic ?? new AlarmTopic(this, 'AlarmTopic', { encryptionKey }).topic;
    this.notificationTopic = new sns.Topic(this, 'Notifications', { masterKey: encryptionKey, enforceSSL: true });
    for (const email of props.emails ?? []) {
      this.notificationTopic.addSubscription(new EmailSubscription(email));
    }

    const respond = new HandlerFunction(this, 'RespondToAlarm', {
      handler: 'respond-to-alarm',
      description: 'Tells people of alarms, asks for rollbacks and starts trainings',
      environment: {
        artifactBucket: artifacts.bucket.bucketName,
        registryTable: registry.table.tableName,
        modelPolicyPrefix: policies.parameterPrefix,
        retrainingStateMachineArn: retraining.stateMachine.stateMachineArn,
        notificationTopicArn: this.notificationTopic.topicArn,
      },
      encryptionKey,
      deadLetterQueue,
    });
    registry.grantReadWrite(respond);
    policies.grantRead(respond);
    artifacts.grantReadKeys(respond, 'monitoring/*');
    retraining.grantStart(respond);
    this.grantNotify(respond);
    this.alarmTopic.addSubscription(new LambdaSubscription(respond.function, { deadLetterQueue }));
  }

  private grantNotify(grantee: iam.IGrantable): void {
    allow(grantee, { actions: ['sns:Publish'], resources: [this.notificationTopic.topicArn] });
    allowKey(grantee, this.notificationTopic.masterKey, ENCRYPT);
  }
}
