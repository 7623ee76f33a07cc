import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { endedExecutionSchema } from '../../../lambdas/application/documents/aws-events.js';
import { TestAws, until } from '../embedded-aws.js';

const roleArn = 'arn:aws:iam::000000000000:role/any';
const aws = new TestAws();

it('EventBridge tells of a stopped execution: its name, how it ended, and the version that it was about', async () => {
  const sfn = new SFNClient(aws.config);
  const events = new EventBridgeClient(aws.config);
  const machine = async (name: string, state: object): Promise<string> => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: state } });
    return (await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))).stateMachineArn ?? '';
  };
  const waiting = await machine('waiting', { Type: 'Wait', Seconds: 300, End: true });
  const told = await machine('told', { Type: 'Pass', End: true });
  const EventPattern = JSON.stringify({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: [waiting], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
  });
  await events.send(new PutRuleCommand({ Name: 'ended', EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: 'ended', Targets: [{ Id: 'told', Arn: told, RoleArn: roleArn }] }));

  const input = JSON.stringify({ 'detail-type': 'ModelVersionApproved', detail: { model: 'bikes', version: 2 } });
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: waiting, name: 'rollout-2', input }),
  );
  await sfn.send(new StopExecutionCommand({ executionArn }));

  const event = await until('the event of the stopped execution', async () => {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: told }));
    const [first] = executions;
    if (first === undefined) return undefined;
    return (await sfn.send(new DescribeExecutionCommand({ executionArn: first.executionArn }))).input;
  });
  expect(endedExecutionSchema.parse(JSON.parse(event))).toEqual({
    name: 'rollout-2',
    status: 'ABORTED',
    version: { model: 'bikes', version: 2 },
  });
});
