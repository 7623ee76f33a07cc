import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { ArtifactStore, ModelPolicies, ModelRegistry, RolloutPipeline } from '../../../lib/index.js';
import { definitionOf, type State } from '../../fixtures/rendering.js';
import { resourcesOf, synthesize } from '../../fixtures/synthesis.js';
import { TestAws, until } from '../embedded-aws.js';

const aws = new TestAws();
const NOWHERE = 'arn:aws:lambda:us-east-1:000000000000:function:nowhere';
const roleArn = 'arn:aws:iam::000000000000:role/any';

/** What the tasks answer; each is a Pass of it, in the place of a function or of SageMaker. */
type Answers = Readonly<Record<string, object>>;

/** In the place of an answer: the task fails. */
const FAILS = {};

const PLAN = { model: 'bikes', version: 1, rolloutId: 'r', endpointKept: false, drainSeconds: 0, checkSeconds: 0 };
const SHARED = { bakeSeconds: 0, candidateWeight: 10, supersededVersions: 1, reason: 'wanted', serving: {}, names: {} };
const ANSWERS: Answers = {
  DescribeEndpoint: { EndpointStatus: 'InService' },
  ShiftTraffic: { bakeStartedAt: '2026-01-01T00:00:00.000Z' },
  CheckBake: { verdict: 'quiet', reason: 'no alarm' },
  Promote: { outcome: 'promote', endpointNames: [] },
  Restore: { outcome: 'restore', endpointNames: [] },
  GiveUp: { outcome: 'abort', endpointNames: [] },
};

/** The deployed definition, with its choices and its ways, without its tasks. */
function definition(answers: Answers): string {
  const { json } = synthesize((stack) => {
    const artifacts = new ArtifactStore(stack, 'Artifacts');
    const registry = new ModelRegistry(stack, 'Registry', { artifacts });
    new RolloutPipeline(stack, 'Rollout', { artifacts, registry, policies: new ModelPolicies(stack, 'P') });
  });
  const [id] = resourcesOf(json, 'AWS::StepFunctions::StateMachine')[0] ?? ['none'];
  const machine = definitionOf(json, id);
  const withoutTask = (name: string, state: State): object => {
    if (state.Type === 'Wait') return { Type: 'Wait', Seconds: 0, Next: state.Next };
    if (state.Type !== 'Task') return state;
    const { Next, End, ResultPath, Catch } = state;
    if (answers[name] === FAILS) return { Type: 'Task', Resource: NOWHERE, Next, End, ResultPath, Catch };
    return { Type: 'Pass', Result: answers[name] ?? {}, Next, End, ResultPath };
  };
  const states = Object.entries(machine.States).map(([name, state]) => [name, withoutTask(name, state)]);
  return JSON.stringify({ ...machine, States: Object.fromEntries(states) });
}

const NEW_ENDPOINT = ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint', 'WaitForEndpoint'];
const LOOK = ['DescribeEndpoint', 'IsEndpointUp'];
const END = ['DrainFinished', 'RemoveEndpointsFinished', 'RolloutFinished'];

it.each([
  ['skips', { action: 'skip' }, {}, ['NothingToRollOut'], 'SUCCEEDED'],
  [
    'deploys',
    { action: 'deploy' },
    {},
    [
      ...NEW_ENDPOINT,
      ...LOOK,
      'SmokeTestEndpoint',
      'IsToBake',
      'ShiftTraffic',
      'Bake',
      'CheckBake',
      'IsBaked',
      'Promote',
      ...END,
    ],
    'SUCCEEDED',
  ],
  [
    'restores with an endpoint that is there',
    { action: 'restore', endpointKept: true },
    {},
    ['IsEndpointKept', ...LOOK, 'SmokeTestEndpoint', 'IsToBake', 'Restore', ...END],
    'SUCCEEDED',
  ],
  [
    'restores with a new endpoint',
    { action: 'restore' },
    {},
    ['IsEndpointKept', ...NEW_ENDPOINT, ...LOOK, 'SmokeTestEndpoint', 'IsToBake', 'Restore', ...END],
    'SUCCEEDED',
  ],
  [
    'restores with an endpoint that has failed',
    { action: 'restore', endpointKept: true },
    { DescribeEndpoint: { EndpointStatus: 'Failed' } },
    ['IsEndpointKept', ...LOOK, 'EndpointFailed', 'GiveUp', 'DrainGivenUp', 'RemoveEndpointsGivenUp', 'RolloutFailed'],
    'FAILED',
  ],
  [
    'restores, and leaves an endpoint that can not be removed',
    { action: 'restore', endpointKept: true },
    { RemoveEndpointsFinished: FAILS },
    [
      'IsEndpointKept',
      ...LOOK,
      'SmokeTestEndpoint',
      'IsToBake',
      'Restore',
      'DrainFinished',
      'RemoveEndpointsFinished',
      'EndpointsNotRemoved',
      'EndpointsLeft',
    ],
    'FAILED',
    {
      error: 'EndpointsLeft',
      cause: expect.stringMatching(/^The rollout has ended as it should \(restore\), and .+ left: ./),
    },
  ],
])(
  'a plan that %s takes its states in their order',
  async (title, plan, answers, expected, status, how: object = {}) => {
    const sfn = new SFNClient(aws.config);
    const answered = { ...ANSWERS, BeginRollout: { ...PLAN, ...SHARED, ...plan }, ...answers };
    const name = title.replaceAll(/\W+/g, '-');
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition: definition(answered) }),
    );
    const input = JSON.stringify({ detail: { model: 'bikes', version: 1 } });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    const ended = await until('the end of the execution', async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 500 }));
    const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    expect(entered).toEqual(['BeginRollout', 'IsToDeploy', ...expected]);
    expect(ended).toMatchObject({ status, ...how });
  },
);
