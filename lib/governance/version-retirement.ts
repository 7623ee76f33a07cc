import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IModelRegistry } from '../model-registry/model-registry';
import { allow, allowKey, ENCRYPT } from '../private/allow';
import { createDeadLetterQueue } from '../private/dead-letter-queue';
import { HandlerFunction } from '../private/handler-function';
import { acknowledgeWildcards } from '../private/wildcards';
import type { IModelPolicies } from './model-policies';

/** Properties of VersionRetirement. */
export interface VersionRetirementProps {
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** When it looks, once it is scheduled. @default - daily at 04:00 UTC */
  readonly schedule?: scheduler.ScheduleExpression;
  /** Encrypts the logs, and the queue if a new one is made. @default - keys of AWS */
  readonly encryptionKey?: kms.IKey;
  /** Gets the runs that failed, and those that could not be started. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Retires the versions that the models' policies say are too old, or were inactive for too long. Their records and
 * evidence stay; a RolloutPipeline removes their endpoints. It runs when it is scheduled, or when somebody invokes it.
 *
 * @example
 * const retirement = new VersionRetirement(this, 'Retirement', { registry, policies });
 * retirement.addSchedule();
 */
export class VersionRetirement extends Construct {
  /** Looks at every model that has a policy; its input does not matter. */
  readonly function: lambda.IFunction;
  private readonly schedule: scheduler.ScheduleExpression;
  private readonly deadLetterQueue: sqs.IQueue;

  constructor(scope: Construct, id: string, props: VersionRetirementProps) {
    super(scope, id);
    const { registry, policies, encryptionKey } = props;
    this.schedule = props.schedule ?? scheduler.ScheduleExpression.expression('cron(0 4 * * ? *)');
    this.deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    const handler = new HandlerFunction(this, 'RetireVersions', {
      handler: 'retire-versions',
      description: 'Retires versions by the age and inactivity that their policies allow',
      environment: { registryTable: registry.table.tableName, modelPolicyPrefix: policies.parameterPrefix },
      timeout: Duration.minutes(15),
      encryptionKey,
      deadLetterQueue: this.deadLetterQueue,
    });
    registry.grantReadWrite(handler);
    policies.grantList(handler);
    policies.grantRead(handler);
    this.function = handler.function;
  }

  /** Lets it look by the clock; called again, it changes nothing. */
  addSchedule(): void {
    if (this.node.tryFindChild('Schedule') !== undefined) return;
    const role = new iam.Role(this, 'ScheduleRole', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    allow(role, { actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] });
    allowKey(role, this.deadLetterQueue.encryptionMasterKey, ENCRYPT);
    acknowledgeWildcards(role, "A function's qualifier follows its ARN; only its latest version exists.", [
      `${this.function.functionArn}:*`,
    ]);
    const schedule = new scheduler.Schedule(this, 'Schedule', {
      description: 'Retirement of versions by policy',
      schedule: this.schedule,
      target: new targets.LambdaInvoke(this.function, {
        role,
        deadLetterQueue: this.deadLetterQueue,
        retryAttempts: 8,
      }),
    });
    schedule.node.addDependency(role);
  }
}
