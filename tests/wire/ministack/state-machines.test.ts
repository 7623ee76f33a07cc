import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, test } from 'vitest';
import { functionResources, TestAws, until } from '../embedded-aws.js';

const SOURCE = `
const calls = {};
exports.handler = async ({ name, fail, times = Infinity, size, echo }) => {
  calls[name] = (calls[name] ?? 0) + 1;
  if (fail && calls[name] <= times) { const error = new Error('as asked'); error.name = fail; throw error; }
  return size ? 'x'.repeat(size) : (echo ?? { calls: calls[name] });
};`;
const ROLE = 'arn:aws:iam::000000000000:role/states';
const LIMIT = 262_144;
const aws = new TestAws();
let sfn: SFNClient;
let handler: string;
beforeAll(async () => {
  sfn = new SFNClient(aws.config);
  const output = await aws.deploy('states', functionResources('Handler', SOURCE), {
    Arn: { 'Fn::GetAtt': ['Handler', 'Arn'] },
  });
  handler = output('Arn');
});

let machines = 0;
async function start(definition: object, input: unknown = {}): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `machine-${machines++}`,
      definition: JSON.stringify(definition),
      roleArn: ROLE,
    }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  if (executionArn === undefined) throw new Error('no execution ARN');
  return executionArn;
}

function ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  return until(executionArn, async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

const run = async (definition: object, input: unknown = {}) => ended(await start(definition, input));
const single = (state: object) => ({ StartAt: 'Only', States: { Only: { End: true, ...state } } });
const task = (parameters: object, rest: object = {}) => ({
  Type: 'Task',
  Resource: handler,
  Parameters: parameters,
  ...rest,
});

describe('errors of a function', () => {
  test('are caught by their name, with the error as JSON in the cause', async () => {
    const Catch = [
      { ErrorEquals: ['SmokeTestFailed'], Next: 'Wrong' },
      { ErrorEquals: ['DataCheckFailed'], ResultPath: '$.error', Next: 'Right' },
    ];
    const execution = await run({
      StartAt: 'Check',
      States: {
        Check: { ...task({ name: 'caught', fail: 'DataCheckFailed' }), Next: 'Wrong', Catch },
        Wrong: { Type: 'Fail' },
        Right: { Type: 'Succeed' },
      },
    });
    expect(execution.status).toBe('SUCCEEDED');
    const { error } = JSON.parse(execution.output ?? '{}');
    expect(error.Error).toBe('DataCheckFailed');
    expect(JSON.parse(error.Cause)).toMatchObject({ errorType: 'DataCheckFailed', errorMessage: 'as asked' });
  });

  test('are retried by their name, and at most after MaxDelaySeconds', async () => {
    const Retry = [
      { ErrorEquals: ['Other'], MaxAttempts: 0 },
      { ErrorEquals: ['RolloutInProgress'], IntervalSeconds: 60, MaxDelaySeconds: 1, MaxAttempts: 1 },
    ];
    const started = performance.now();
    const execution = await run(single(task({ name: 'in-use' }, { Retry })));
    expect(execution.status).toBe('SUCCEEDED');
    const failing = await run(single(task({ name: 'busy', fail: 'RolloutInProgress' }, { Retry })));
    expect(failing).toMatchObject({ status: 'FAILED', error: 'RolloutInProgress' });
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('state data', () => {
  test.each([
    ['a result', () => task({ name: 'large', size: LIMIT })],
    ['a result that is discarded', () => task({ name: 'large', size: LIMIT }, { ResultPath: null })],
    ['an input', () => task({ name: 'large', 'echo.$': "States.Array($.half, $.half, '')" })],
    ['an output', () => ({ Type: 'Pass', Parameters: { 'half.$': '$.half' }, ResultPath: '$.more' })],
  ])('over 256 KiB fails the execution: %s', async (_, state) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const only = { ...state(), Next: 'Caught', ...('Resource' in state() && { Catch }) };
    const States = { Only: only, Caught: { Type: 'Succeed' } };
    const execution = await run({ StartAt: 'Only', States }, { half: 'x'.repeat(LIMIT / 2) });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('is the output of an execution that succeeded, and of no other', async () => {
    expect(await run(single({ Type: 'Pass' }), { rows: 3 })).toHaveProperty('output', '{"rows": 3}');
    expect(await run(single({ Type: 'Fail', Error: 'E', Cause: 'as asked' }))).not.toHaveProperty('output');
  });

  test('of 256 KiB passes', async () => {
    const execution = await run(single(task({ name: 'fits', size: LIMIT - 2 })));
    expect(execution.status).toBe('SUCCEEDED');
  });

  test('of an input over 256 KiB is refused', async () => {
    await expect(start(single({ Type: 'Pass' }), 'x'.repeat(LIMIT))).rejects.toThrow(/less than or equal to 262144/);
  });

  test('that a path does not find fails the execution', async () => {
    const parameters = { nested: { 'value.$': '$.absent' } };
    expect(await run(single({ Type: 'Pass', Parameters: parameters }))).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining("'$.absent' specified for the field 'value.$'"),
    });
    expect(await run(single({ Type: 'Wait', SecondsPath: '$.absent' }))).toMatchObject({ error: 'States.Runtime' });
    const choose = (rule: object) => ({
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Succeed' },
        No: { Type: 'Fail' },
      },
    });
    const equals = { Variable: '$.absent', StringEquals: 'x' };
    expect(await run(choose(equals))).toMatchObject({ error: 'States.Runtime' });
    const isPresent = { Variable: '$.absent', IsPresent: true };
    expect(await run(choose({ And: [isPresent, equals] }))).toMatchObject({ error: 'States.Fail' });
    expect(await run(choose(isPresent), { absent: null })).toMatchObject({ status: 'SUCCEEDED' });
    const present = await run(single({ Type: 'Pass', Parameters: parameters }), { absent: null });
    expect(present.output).toBe('{"nested": {"value": null}}');
  });
});

describe('time', () => {
  test("of a state machine's TimeoutSeconds ends the execution", async () => {
    const execution = await run({ ...single({ Type: 'Wait', Seconds: 30 }), TimeoutSeconds: 1 });
    expect(execution).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  test("of a task's TimeoutSecondsPath is an error that can be caught", async () => {
    const wait = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 20, End: true } } };
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: 'slow', definition: JSON.stringify(wait), roleArn: ROLE }),
    );
    const execution = await run(
      {
        StartAt: 'Only',
        States: {
          Only: {
            Type: 'Task',
            Resource: 'arn:aws:states:::states:startExecution.sync:2',
            Parameters: { StateMachineArn: stateMachineArn },
            TimeoutSecondsPath: '$.seconds',
            Next: 'Late',
            Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }],
          },
          Late: { Type: 'Fail' },
          Caught: { Type: 'Succeed' },
        },
      },
      { seconds: 1 },
    );
    expect(execution.status).toBe('SUCCEEDED');
  });

  test('ends with StopExecution for branches and items too, and the status stays', async () => {
    const steps = (name: string) => ({
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Seconds: 2, Next: 'After' },
        After: { ...task({ name }), End: true },
      },
    });
    const Iterator = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...steps('stopped-item') };
    const arn = await start(
      {
        StartAt: 'Both',
        States: {
          Both: {
            Type: 'Parallel',
            Branches: [
              steps('stopped-branch'),
              { StartAt: 'Map', States: { Map: { Type: 'Map', ItemProcessor: Iterator, ItemsPath: '$', End: true } } },
            ],
            Retry: [{ ErrorEquals: ['States.ALL'] }],
            End: true,
          },
        },
      },
      [1, 2],
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    await sfn.send(new StopExecutionCommand({ executionArn: arn, error: 'Stopped', cause: 'by the test' }));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(await ended(arn)).toMatchObject({ status: 'ABORTED', error: 'Stopped' });
    for (const name of ['stopped-branch', 'stopped-item']) {
      const probe = await run(single(task({ name })));
      expect([name, probe.output]).toEqual([name, '{"calls": 1}']);
    }
  });
});

test('a Fail state takes error and cause from its input', async () => {
  const state = { Type: 'Fail', ErrorPath: '$.error', CausePath: "States.Format('because of {}', $.why)" };
  const definition = { StartAt: 'Only', States: { Only: state } };
  expect(await run(definition, { error: 'Custom', why: 'this' })).toMatchObject({
    status: 'FAILED',
    error: 'Custom',
    cause: 'because of this',
  });
});

test('a distributed map hands each item the selected input, and its discarded result leaves the input', async () => {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Shard',
    States: { Shard: { Type: 'Task', Resource: handler, End: true } },
  };
  const map = {
    Type: 'Map',
    ItemsPath: '$.shards',
    ItemSelector: { 'name.$': "States.Format('{}-{}', $.prefix, $$.Map.Item.Value)" },
    ItemProcessor: processor,
    MaxConcurrency: 2,
    ResultPath: null,
  };
  const input = { prefix: 'shard', shards: [0, 1, 2] };
  const execution = await run(single(map), input);
  expect(JSON.parse(execution.output ?? '{}')).toEqual(input);
  const probe = await run(single(task({ name: 'shard-2' })));
  expect(probe.output).toBe('{"calls": 2}');
});
