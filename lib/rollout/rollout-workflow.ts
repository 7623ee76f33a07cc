import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { errorNames } from '../contracts';
import { sageMakerTask } from '../private/sagemaker';
import type { Workflow } from '../private/workflow';
import { clearPart, finish, giveUpPart, ROLLOUT } from './end-of-rollout';
import type { RolloutHandlers } from './rollout-handlers';

export interface RolloutStates {
  readonly workflow: Workflow;
  readonly handlers: RolloutHandlers;
  /** The role that SageMaker runs the model under. */
  readonly executionRole: iam.IRole;
  /** Time between two looks at an endpoint that comes up, and the first wait for another rollout's lock. */
  readonly pollInterval: Duration;
  /** Least time between two looks at the alarms. @default - as planned */
  readonly checkInterval?: Duration;
  /** Time from an endpoint's last request to its removal. @default - as planned */
  readonly drain?: Duration;
}

/** A part of the machine: where it begins, and the states whose failure gives the rollout up. */
interface Part {
  readonly start: sfn.State & sfn.IChainable;
  readonly failing: readonly Catching[];
}

/** `kept` is where an endpoint is looked at that is there already. */
interface ServePart extends Part {
  readonly kept: sfn.State & sfn.IChainable;
}

/** The states at the end of a part, which have moved the traffic. */
interface EndingPart extends Part {
  readonly ends: readonly sfn.INextable[];
}

interface Catching {
  addCatch(handler: sfn.IChainable, props?: sfn.CatchProps): unknown;
}

/**
 * Lock, endpoint, smoke test, canary weight, bake; then the champion moves, or the weight goes back. A champion that was
 * rolled back to served before: it gets all traffic after the smoke test, and its endpoint is a new one only if need be.
 * Whatever fails in between gives the rollout up: traffic back, endpoint removed, the execution failed with its cause.
 */
export function rolloutDefinition(states: RolloutStates): sfn.IChainable {
  const giveUp = giveUpPart(states);
  const bake = bakePart(states);
  const restore = restorePart(states);
  const clear = clearPart(states);
  for (const end of [...bake.ends, ...restore.ends]) end.next(clear);
  const tried = new sfn.Choice(states.workflow, 'IsToBake').when(IS_RESTORE, restore.start).otherwise(bake.start);
  const serve = servePart(states, tried, giveUp);
  for (const state of [...serve.failing, ...bake.failing, ...restore.failing]) {
    state.addCatch(giveUp, { errors: [sfn.Errors.ALL], resultPath: '$.failure' });
  }
  return beginPart(states, serve);
}

const IS_RESTORE = sfn.Condition.stringEquals('$.plan.action', 'restore');

/** With LOCK_TRIES, 26 hours and more in all, from whatever first wait: longer than any lease (a day's bake and 90 minutes). */
const LONGEST_LOCK_WAIT = Duration.minutes(5);
const LOCK_TRIES = 330;

/** Takes the lock and plans. A version that is not to be rolled out, or not any more, ends the execution well. */
function beginPart(states: RolloutStates, serve: ServePart): sfn.IChainable {
  const { workflow, handlers, pollInterval, checkInterval } = states;
  const begin = workflow.invoke('BeginRollout', {
    handler: handlers.begin,
    payload: {
      'model.$': '$.detail.model',
      'version.$': '$.detail.version',
      'rolloutId.$': '$$.Execution.Name',
      ...(checkInterval === undefined ? {} : { checkSeconds: checkInterval.toSeconds() }),
    },
    resultPath: '$.plan',
  });
  begin.addRetry({
    errors: [errorNames.rolloutInProgress],
    interval: Duration.seconds(Math.min(pollInterval.toSeconds(), 60)),
    maxAttempts: LOCK_TRIES,
    backoffRate: 1.5,
    maxDelay: LONGEST_LOCK_WAIT,
  });
  const isEndpointKept = new sfn.Choice(workflow, 'IsEndpointKept')
    .when(sfn.Condition.booleanEquals('$.plan.endpointKept', true), serve.kept)
    .otherwise(serve.start);
  return begin.next(
    new sfn.Choice(workflow, 'IsToDeploy')
      .when(sfn.Condition.stringEquals('$.plan.action', 'skip'), new sfn.Succeed(workflow, 'NothingToRollOut'))
      .when(IS_RESTORE, isEndpointKept)
      .otherwise(serve.start),
  );
}

/** Brings the endpoint up, and goes on when it is in service. */
function servePart(states: RolloutStates, next: sfn.IChainable, giveUp: sfn.IChainable): ServePart {
  const { workflow, handlers } = states;
  const createModel = sageMakerTask(workflow, 'CreateModel', 'sagemaker:createModel', {
    parameters: {
      'ModelName.$': '$.plan.names.model',
      ExecutionRoleArn: states.executionRole.roleArn,
      PrimaryContainer: { 'Image.$': '$.plan.image', 'ModelDataUrl.$': '$.plan.modelDataUrl' },
    },
  });
  const createConfig = sageMakerTask(workflow, 'CreateEndpointConfig', 'sagemaker:createEndpointConfig', {
    parameters: {
      'EndpointConfigName.$': '$.plan.names.endpointConfig',
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          'ModelName.$': '$.plan.names.model',
          ServerlessConfig: {
            'MemorySizeInMB.$': '$.plan.serving.memorySizeInMb',
            'MaxConcurrency.$': '$.plan.serving.maxConcurrency',
          },
        },
      ],
    },
  });
  const createEndpoint = sageMakerTask(workflow, 'CreateEndpoint', 'sagemaker:createEndpoint', {
    parameters: {
      'EndpointName.$': '$.plan.names.endpoint',
      'EndpointConfigName.$': '$.plan.names.endpointConfig',
    },
  });
  const wait = new sfn.Wait(workflow, 'WaitForEndpoint', { time: sfn.WaitTime.duration(states.pollInterval) });
  const describe = sageMakerTask(workflow, 'DescribeEndpoint', 'aws-sdk:sagemaker:describeEndpoint', {
    parameters: { 'EndpointName.$': '$.plan.names.endpoint' },
    resultPath: '$.endpoint',
  });
  const smokeTest = workflow.invoke('SmokeTestEndpoint', {
    handler: handlers.smokeTest,
    payload: { ...ROLLOUT, 'endpointName.$': '$.plan.names.endpoint' },
    resultPath: sfn.JsonPath.DISCARD,
  });
  const failed = new sfn.Pass(workflow, 'EndpointFailed', {
    // The whole description: a reason is not always there, and a path that leads nowhere would fail uncaught.
    parameters: {
      Error: 'EndpointFailed',
      'Cause.$': "States.Format('The endpoint failed: {}', States.JsonToString($.endpoint))",
    },
    resultPath: '$.failure',
  });
  failed.next(giveUp);
  const isUp = new sfn.Choice(workflow, 'IsEndpointUp')
    .when(sfn.Condition.stringEquals('$.endpoint.EndpointStatus', 'InService'), smokeTest)
    .when(sfn.Condition.stringEquals('$.endpoint.EndpointStatus', 'Failed'), failed)
    .otherwise(wait);
  createModel.next(createConfig).next(createEndpoint).next(wait).next(describe).next(isUp);
  smokeTest.next(next);
  const failing = [createModel, createConfig, createEndpoint, describe, smokeTest];
  return { start: createModel, kept: describe, failing };
}

/** Gives the candidate its weight, and looks until the bake time is over or something cries. */
function bakePart(states: RolloutStates): EndingPart {
  const { workflow, handlers } = states;
  const shift = workflow.invoke('ShiftTraffic', {
    handler: handlers.shift,
    payload: { ...ROLLOUT, 'endpointName.$': '$.plan.names.endpoint', 'weight.$': '$.plan.candidateWeight' },
    resultPath: '$.shift',
  });
  const wait = new sfn.Wait(workflow, 'Bake', { time: sfn.WaitTime.secondsPath('$.plan.checkSeconds') });
  const check = workflow.invoke('CheckBake', {
    handler: handlers.checkBake,
    payload: { ...ROLLOUT, 'bakeStartedAt.$': '$.shift.bakeStartedAt', 'bakeSeconds.$': '$.plan.bakeSeconds' },
    resultPath: '$.bake',
  });
  const promote = finish(states, 'Promote', 'promote', '$.bake.reason', {
    'supersededVersions.$': '$.plan.supersededVersions',
  });
  const rollBack = finish(states, 'RollBack', 'rollback', '$.bake.reason');
  const verdict = new sfn.Choice(workflow, 'IsBaked')
    .when(sfn.Condition.stringEquals('$.bake.verdict', 'baking'), wait)
    .when(sfn.Condition.stringEquals('$.bake.verdict', 'quiet'), promote)
    .otherwise(rollBack);
  shift.next(wait).next(check).next(verdict);
  return { start: shift, failing: [shift, check, promote, rollBack], ends: [promote, rollBack] };
}

/** Brings all traffic to the version that the alias `champion` names. */
function restorePart(states: RolloutStates): EndingPart {
  const restore = finish(states, 'Restore', 'restore', '$.plan.reason');
  return { start: restore, failing: [restore], ends: [restore] };
}
