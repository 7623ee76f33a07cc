import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StepFunctionsTaskCallback } from '../../../lambdas/adapters/sfn/step-functions-task-callback.js';
import { functionResources, TestAws, until } from '../embedded-aws.js';

/** Leaves the token in a file, or fails. */
const SOURCE = `
exports.handler = async ({ file, taskToken, fail, tries = 1 }) => {
  const fs = require('node:fs');
  fs.appendFileSync(file, taskToken + '\\n');
  const calls = fs.readFileSync(file, 'utf8').trim().split('\\n').length;
  if (fail && calls <= tries) { const error = new Error('as asked'); error.name = fail; throw error; }
};`;
const aws = new TestAws();
const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
let sfn: SFNClient;
let callback: StepFunctionsTaskCallback;
let handler: string;
beforeAll(async () => {
  sfn = new SFNClient(aws.config);
  callback = new StepFunctionsTaskCallback(sfn);
  const output = await aws.deploy('tokens', functionResources('Handler', SOURCE), {
    Arn: { 'Fn::GetAtt': ['Handler', 'Arn'] },
  });
  handler = output('Arn');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let machines = 0;
async function start(state: object, input: object = {}): Promise<{ executionArn: string; file: string }> {
  const name = `tokens-${machines++}`;
  const file = join(folder, name);
  const wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: {
      FunctionName: handler,
      Payload: { file, 'taskToken.$': '$$.Task.Token', 'fail.$': '$.fail', 'tries.$': '$.tries' },
    },
    Catch: [
      { ErrorEquals: ['ApprovalDecided'], ResultPath: '$.error', Next: 'Caught' },
      { ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Late' },
    ],
    Next: 'Answered',
    ...state,
  };
  const end = (result: string) => ({ Type: 'Pass', Result: result, ResultPath: '$.end', End: true });
  const definition = {
    StartAt: 'Wait',
    States: { Wait: wait, Answered: end('answered'), Caught: end('caught'), Late: end('late') },
  };
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/states',
    }),
  );
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ fail: '', tries: 1, ...input }) }),
  );
  return { executionArn, file };
}

const statusOf = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));

const ended = (executionArn: string) =>
  until(executionArn, async () => {
    const execution = await statusOf(executionArn);
    return execution.status === 'RUNNING' ? undefined : execution;
  });

const tokenIn = (file: string): Promise<string> =>
  until('the token', async () => {
    try {
      return readFileSync(file, 'utf8').trim().split('\n').at(-1);
    } catch {
      return undefined;
    }
  });

describe('a task that waits for its token', () => {
  test('goes on with the answer, and answering again, or with a token of nobody, does no harm', async () => {
    const { executionArn, file } = await start({ ResultPath: '$.answer' });
    const token = await tokenIn(file);
    expect((await statusOf(executionArn)).status).toBe('RUNNING');
    await callback.succeed(token, { status: 'Approved' });
    const execution = await ended(executionArn);
    expect(JSON.parse(execution.output ?? '{}')).toMatchObject({ answer: { status: 'Approved' }, end: 'answered' });
    await callback.succeed(token, { status: 'Approved' });
    await callback.succeed('AQCAAAAAKgAAAAMAAAAA', { status: 'Approved' });
  });

  test('ends after the seconds that TimeoutSecondsPath leads to, and its token is gone', async () => {
    const { executionArn, file } = await start({ TimeoutSecondsPath: '$.seconds' }, { seconds: 1 });
    const token = await tokenIn(file);
    const execution = await ended(executionArn);
    expect(JSON.parse(execution.output ?? '{}')).toMatchObject({ error: { Error: 'States.Timeout' }, end: 'late' });
    await callback.succeed(token, {});
  });

  test("fails with its function's error, which is caught by its name", async () => {
    const { executionArn } = await start({}, { fail: 'ApprovalDecided' });
    const execution = await ended(executionArn);
    expect(execution.status).toBe('SUCCEEDED');
    const { error, end } = JSON.parse(execution.output ?? '{}');
    expect([error.Error, end]).toEqual(['ApprovalDecided', 'caught']);
    expect(JSON.parse(error.Cause)).toMatchObject({ errorMessage: 'as asked' });
  });

  test("fails the execution with its function's error when nothing catches it", async () => {
    const { executionArn } = await start({}, { fail: 'Internal' });
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Internal' });
  });

  test('is tried again after an error that passes, and waits then', async () => {
    const Retry = [{ ErrorEquals: ['DependencyUnavailable'], IntervalSeconds: 1, MaxAttempts: 2 }];
    const { executionArn, file } = await start(
      { Retry, ResultPath: null },
      { fail: 'DependencyUnavailable', tries: 1 },
    );
    await until('the second try', async () =>
      (await tokenIn(file)) !== undefined && readFileSync(file, 'utf8').trim().split('\n').length === 2
        ? true
        : undefined,
    );
    await callback.succeed(await tokenIn(file), {});
    expect(JSON.parse((await ended(executionArn)).output ?? '{}')).toMatchObject({ end: 'answered' });
  });
});
