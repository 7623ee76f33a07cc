import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { TRANSIENT_ERRORS } from '../contracts';
import type { HandlerFunction } from './handler-function';
import { createLogGroup } from './log-group';
import { acknowledgeWildcards } from './wildcards';

export interface InvokeOptions {
  readonly handler: HandlerFunction;
  /** @default - the state's input */
  readonly payload?: Record<string, unknown>;
  /** @default - the answer becomes the state's output */
  readonly resultPath?: string;
}

export interface WaitOptions {
  readonly handler: HandlerFunction;
  /** What the handler gets, beside the token that answers the state as `taskToken`. */
  readonly payload: Record<string, unknown>;
  /** Path of the seconds after which the state ends with States.Timeout. */
  readonly secondsPath: string;
}

export interface WorkflowOptions {
  /** Encrypts the logs of an own group. */
  readonly encryptionKey?: kms.IKey;
  /** @default - an own group */
  readonly logGroup?: logs.ILogGroup;
}

/** A standard state machine with its role, logs and trace, and tasks that all retry alike. */
export class Workflow extends Construct {
  readonly role: iam.Role;
  private readonly logGroup: logs.ILogGroup;

  constructor(scope: Construct, id: string, options: WorkflowOptions) {
    super(scope, id);
    this.logGroup = options.logGroup ?? createLogGroup(this, 'Logs', options.encryptionKey);
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: "The actions of X-Ray and of CloudWatch Logs' log delivery take no resource.",
    });
  }

  /** Invokes a handler; errors that pass are retried, for two minutes or so. */
  invoke(id: string, options: InvokeOptions): tasks.LambdaInvoke {
    return this.createTask(id, options.handler, {
      payload: options.payload === undefined ? undefined : sfn.TaskInput.fromObject(options.payload),
      payloadResponseOnly: true,
      resultPath: options.resultPath,
    });
  }

  /** Invokes a handler, and waits until its task token is answered; the answer is dropped, the state's input goes on. */
  invokeAndWait(id: string, { handler, payload, secondsPath }: WaitOptions): tasks.LambdaInvoke {
    return this.createTask(id, handler, {
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: sfn.TaskInput.fromObject({ ...payload, taskToken: sfn.JsonPath.taskToken }),
      taskTimeout: sfn.Timeout.at(secondsPath),
      resultPath: sfn.JsonPath.DISCARD,
    });
  }

  private createTask(
    id: string,
    handler: HandlerFunction,
    props: Omit<tasks.LambdaInvokeProps, 'lambdaFunction'>,
  ): tasks.LambdaInvoke {
    const target = handler.function;
    acknowledgeWildcards(this.role, "A function's qualifier follows its ARN; only its latest version exists.", [
      `${target.functionArn}:*`,
    ]);
    const task = new tasks.LambdaInvoke(this, id, {
      ...props,
      lambdaFunction: target,
      retryOnServiceExceptions: false,
    });
    task.addRetry({
      errors: [
        ...TRANSIENT_ERRORS,
        'Lambda.ClientExecutionTimeoutException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.TooManyRequestsException',
      ],
      interval: Duration.seconds(2),
      maxAttempts: 6,
      backoffRate: 2,
      jitterStrategy: sfn.JitterType.FULL,
    });
    return task;
  }

  /** Makes the state machine; without a timeout its executions may take a year. */
  create(comment: string, start: sfn.IChainable, timeout?: Duration): sfn.StateMachine {
    return new sfn.StateMachine(this, 'StateMachine', {
      comment,
      definitionBody: sfn.DefinitionBody.fromChainable(start),
      role: this.role,
      timeout,
      tracingEnabled: true,
      logs: { destination: this.logGroup, level: sfn.LogLevel.ALL, includeExecutionData: false },
    });
  }
}

/** An alarm on executions that failed, within five minutes of the first. */
export function createFailureAlarm(
  scope: Construct,
  stateMachine: sfn.StateMachine,
  description: string,
  topic?: sns.ITopic,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, 'ExecutionsFailed', {
    alarmDescription: description,
    metric: stateMachine.metricFailed({ period: Duration.minutes(5), statistic: cloudwatch.Stats.SUM }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  if (topic !== undefined) {
    alarm.addAlarmAction(new actions.SnsAction(topic));
  }
  return alarm;
}
