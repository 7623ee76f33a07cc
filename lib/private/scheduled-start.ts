import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { allow, allowKey, ENCRYPT } from './allow';

export interface ScheduledStartProps {
  readonly stateMachine: sfn.IStateMachine;
  readonly schedule: scheduler.ScheduleExpression;
  readonly description: string;
  readonly input: Record<string, unknown>;
  readonly deadLetterQueue: sqs.IQueue;
}

/** Starts a state machine on a schedule. */
export class ScheduledStart extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledStartProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    allow(role, { actions: ['states:StartExecution'], resources: [props.stateMachine.stateMachineArn] });
    allow(role, { actions: ['sqs:SendMessage'], resources: [props.deadLetterQueue.queueArn] });
    allowKey(role, props.deadLetterQueue.encryptionMasterKey, ENCRYPT);
    const schedule = new scheduler.Schedule(this, 'Schedule', {
      description: props.description,
      schedule: props.schedule,
      target: new targets.StepFunctionsStartExecution(props.stateMachine, {
        role,
        deadLetterQueue: props.deadLetterQueue,
        input: scheduler.ScheduleTargetInput.fromObject(props.input),
        retryAttempts: 8,
      }),
    });
    schedule.node.addDependency(role);
  }
}
