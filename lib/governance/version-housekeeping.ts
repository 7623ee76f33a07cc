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

/** When the versions are put in order. */
export interface HousekeepingProps {
  /** Whether it also runs by the clock; it can always be invoked. @default true */
  readonly scheduled?: boolean;
  /** @default - daily at 04:00 UTC */
  readonly schedule?: scheduler.ScheduleExpression;
}

/** Properties of VersionHousekeeping. */
export interface VersionHousekeepingProps extends HousekeepingProps {
  readonly registry: IModelRegistry;
  readonly policies: IModelPolicies;
  /** Encrypts the logs, and the queue if a new one is made. @default - keys of AWS */
  readonly encryptionKey?: kms.IKey;
  /** Gets the runs that failed, and those that could not be started. @default - a new queue */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Ends, once a day, what time has ended. Versions whose validation did not end within a day are rejected, overdue
 * approvals expire, and versions that the models' policies say are too old, or were inactive for too long, are retired.
 * Their records and evidence stay; a RolloutPipeline removes the endpoints of the retired ones.
 *
 * @example
 * new VersionHousekeeping(this, 'Housekeeping', { registry, policies });
 */
export class VersionHousekeeping extends Construct {
  /** Looks at every model of the registry; its input does not matter. */
  readonly function: lambda.IFunction;

  constructor(scope: Construct, id: string, props: VersionHousekeepingProps) {
    super(scope, id);
    const { registry, policies, encryptionKey } = props;
    const deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters', encryptionKey);
    const handler = new HandlerFunction(this, 'SweepVersions', {
      handler: 'sweep-versions',
      description: 'Ends validations and approvals that are overdue, and retires versions by their policies',
      environment: { registryTable: registry.table.tableName, modelPolicyPrefix: policies.parameterPrefix },
      timeout: Duration.minutes(15),
      encryptionKey,
      deadLetterQueue,
    });
    registry.grantReadWrite(handler);
    policies.grantList(handler);
    policies.grantRead(handler);
    this.function = handler.function;
    if (props.scheduled ?? true) this.start(props.schedule ?? DAILY, deadLetterQueue);
  }

  private start(schedule: scheduler.ScheduleExpression, deadLetterQueue: sqs.IQueue): void {
    const role = new iam.Role(this, 'ScheduleRole', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    allow(role, { actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] });
    allowKey(role, deadLetterQueue.encryptionMasterKey, ENCRYPT);
    acknowledgeWildcards(role, "A function's qualifier follows its ARN; only its latest version exists.", [
      `${this.function.functionArn}:*`,
    ]);
    const target = new targets.LambdaInvoke(this.function, { role, deadLetterQueue, retryAttempts: 8 });
    const description = 'Ends what is overdue, and retires versions by policy';
    new scheduler.Schedule(this, 'Schedule', { description, schedule, target }).node.addDependency(role);
  }
}

const DAILY = scheduler.ScheduleExpression.expression('cron(0 4 * * ? *)');
