import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { secondsBetweenLooks } from '../../../lambdas/application/rollout/begin-rollout.js';
import { LEASE_MARGIN_SECONDS } from '../../../lambdas/domain/rollout/take-lock.js';
import {
  ArtifactStore,
  ModelPolicies,
  ModelRegistry,
  RolloutPipeline,
  type RolloutPipelineProps,
} from '../../../lib/index.js';
import { definitionOf, type State } from '../../fixtures/rendering.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';

/** Seconds; the most that a policy may say. */
const LONGEST_BAKE = 86_400;

const rollout = (props: Partial<RolloutPipelineProps> = {}) =>
  synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    new RolloutPipeline(stack, 'Rollout', { artifacts, registry, policies: new ModelPolicies(stack, 'P'), ...props });
  });

const statesOf = (json: ReturnType<typeof rollout>['json']): Record<string, State> => {
  const [id] = resourcesOf(json, 'AWS::StepFunctions::StateMachine')[0] ?? ['none'];
  return definitionOf(json, id).States;
};

describe('the state machine of a rollout', () => {
  const { template, json } = rollout();
  const states = statesOf(json);
  const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');

  /** The states that are reached from one, in the order of their discovery. */
  const reachedFrom = (start: string): string[] => {
    const reached = [start];
    for (const name of reached) {
      const state = states[name];
      const choices = (state?.Choices ?? []) as { Next: string }[];
      for (const next of [state?.Next, state?.Default, ...choices.map(({ Next }) => Next)]) {
        if (typeof next === 'string' && !reached.includes(next)) reached.push(next);
      }
    }
    return reached;
  };

  test('gives the rollout up when any step fails between the lock and the end of the bake', () => {
    const caught = tasks.filter(([, { Catch }]) =>
      Catch?.some(
        ({ Next, ResultPath, ErrorEquals }) =>
          Next === 'GiveUp' && ResultPath === '$.failure' && ErrorEquals.includes('States.ALL'),
      ),
    );
    expect(caught.map(([name]) => name).sort()).toEqual(
      [
        'CreateModel',
        'CreateEndpointConfig',
        'CreateEndpoint',
        'DescribeEndpoint',
        'SmokeTestEndpoint',
        'ShiftTraffic',
        'CheckBake',
        'Promote',
        'RollBack',
        'Restore',
      ].sort(),
    );
  });

  test('does not move traffic again when only the removal of old endpoints failed, and says that the rollout ended well', () => {
    expect(states.RemoveEndpointsFinished?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'EndpointsNotRemoved' },
    ]);
    expect(reachedFrom('EndpointsNotRemoved')).toEqual(['EndpointsNotRemoved', 'EndpointsLeft']);
    expect(states.EndpointsNotRemoved?.Parameters).toEqual({
      Error: 'EndpointsLeft',
      'Cause.$':
        "States.Format('The rollout has ended as it should ({}), and an endpoint that serves nobody is left: {}', " +
        '$.finish.outcome, $.failure.Cause)',
    });
    expect(states.EndpointsLeft).toMatchObject({ Type: 'Fail', ErrorPath: '$.failure.Error' });
  });

  test('ends failed with the cause, after traffic went back and endpoints were removed', () => {
    expect(reachedFrom('GiveUp')).toEqual(['GiveUp', 'DrainGivenUp', 'RemoveEndpointsGivenUp', 'RolloutFailed']);
    expect(states.GiveUp?.Parameters).toMatchObject({ outcome: 'abort', 'reason.$': '$.failure.Cause' });
    expect(states.RolloutFailed).toMatchObject({
      Type: 'Fail',
      ErrorPath: '$.failure.Error',
      CausePath: '$.failure.Cause',
    });
  });

  test('gives up on an endpoint that fails, with what SageMaker said', () => {
    expect(reachedFrom('EndpointFailed')).toContain('RolloutFailed');
    expect(states.EndpointFailed?.Parameters).toEqual({
      Error: 'EndpointFailed',
      'Cause.$': "States.Format('The endpoint failed: {}', States.JsonToString($.endpoint))",
    });
  });

  test('promotes when the bake stayed quiet, rolls back when it did not, and looks again in between', () => {
    expect(states.IsBaked).toMatchObject({
      Choices: [
        { Variable: '$.bake.verdict', StringEquals: 'baking', Next: 'Bake' },
        { Variable: '$.bake.verdict', StringEquals: 'quiet', Next: 'Promote' },
      ],
      Default: 'RollBack',
    });
    expect(states.Promote?.Parameters).toMatchObject({ outcome: 'promote' });
    expect(states.RollBack?.Parameters).toMatchObject({ outcome: 'rollback' });
    expect(reachedFrom('RollBack').at(-1)).toBe('RolloutFinished');
  });

  test('retires as many former champions as the plan says', () => {
    expect(states.Promote?.Parameters).toMatchObject({ 'supersededVersions.$': '$.plan.supersededVersions' });
  });

  test('brings a champion back without a bake: its endpoint is looked at or made, tested, and gets all traffic', () => {
    expect(states.IsToDeploy).toMatchObject({
      Choices: [
        { Variable: '$.plan.action', StringEquals: 'skip', Next: 'NothingToRollOut' },
        { Variable: '$.plan.action', StringEquals: 'restore', Next: 'IsEndpointKept' },
      ],
      Default: 'CreateModel',
    });
    expect(states.IsEndpointKept).toMatchObject({
      Choices: [{ Variable: '$.plan.endpointKept', BooleanEquals: true, Next: 'DescribeEndpoint' }],
      Default: 'CreateModel',
    });
    expect(states.SmokeTestEndpoint?.Next).toBe('IsToBake');
    expect(states.IsToBake).toMatchObject({
      Choices: [{ Variable: '$.plan.action', StringEquals: 'restore', Next: 'Restore' }],
      Default: 'ShiftTraffic',
    });
    expect(states.Restore?.Parameters).toMatchObject({ outcome: 'restore' });
    expect(reachedFrom('Restore')).toEqual(['Restore', 'DrainFinished', 'RemoveEndpointsFinished', 'RolloutFinished']);
  });

  const retriesOfLock = (): { readonly attempts: number; readonly seconds: number } => {
    const retry = states.BeginRollout?.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes('RolloutInProgress'));
    const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds } = retry as unknown as Record<string, number>;
    let [wait, seconds] = [IntervalSeconds ?? 0, 0];
    for (let attempt = 0; attempt < (MaxAttempts ?? 0); attempt += 1) {
      seconds += wait;
      wait = Math.min(wait * (BackoffRate ?? 1), MaxDelaySeconds ?? Infinity);
    }
    return { attempts: MaxAttempts ?? 0, seconds };
  };

  test("waits for another rollout's lock for longer than any lease", () => {
    expect(retriesOfLock().seconds).toBeGreaterThan(LONGEST_BAKE + LEASE_MARGIN_SECONDS);
  });

  test('stays below the 25,000 events of an execution, however long its bake and the one before', () => {
    // With one retry a look. docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, and the events of a state in
    // docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
    const [waitOrChoice, task, retry] = [2, 5, 3];
    const looks = 1 + Math.ceil(LONGEST_BAKE / secondsBetweenLooks(LONGEST_BAKE, 1));
    const events = retriesOfLock().attempts * retry + looks * (2 * waitOrChoice + task + retry);
    expect(looks).toBeGreaterThan(100);
    expect(events).toBeLessThan(20_000);
  });

  test('tries again what passes: each of its functions, and SageMaker', () => {
    for (const [name, { Retry, Resource }] of tasks) {
      const expected = Resource?.includes(':lambda:')
        ? 'Lambda.TooManyRequestsException'
        : 'SageMaker.ThrottlingException';
      expect([name, Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)]).toEqual([
        name,
        expect.arrayContaining([expected]),
      ]);
    }
  });

  test('takes its waits from the plan, unless they are given', () => {
    expect(states.Bake).toMatchObject({ SecondsPath: '$.plan.checkSeconds' });
    expect(states.DrainFinished).toMatchObject({ SecondsPath: '$.plan.drainSeconds' });
    const given = statesOf(
      rollout({
        pollInterval: Duration.seconds(1),
        checkInterval: Duration.seconds(2),
        drain: Duration.seconds(3),
      }).json,
    );
    expect([given.WaitForEndpoint?.Seconds, given.DrainFinished?.Seconds]).toEqual([1, 3]);
    expect(given.Bake).toMatchObject({ SecondsPath: '$.plan.checkSeconds' });
    expect(given.BeginRollout?.Parameters).toMatchObject({ checkSeconds: 2 });
  });

  test('is logged, traced, and watched by an alarm that says what to do', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ Level: 'ALL', IncludeExecutionData: false }),
      TracingConfiguration: { Enabled: true },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsFailed',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp('EndpointsLeft .*Next: see with "mlops models" who serves'),
    });
  });

  test('is started by the event of a version that was approved, rolled back to or asked for, as a whole', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['mlops'],
        'detail-type': ['ModelVersionApproved', 'ChampionRolledBack', 'RolloutRequested'],
        detail: { platform: [{ Ref: Match.stringLikeRegexp('^ArtifactsBucket') }] },
      },
      Targets: [
        Match.objectLike({ InputPath: Match.absent(), InputTransformer: Match.absent(), Input: Match.absent() }),
      ],
    });
  });
});
