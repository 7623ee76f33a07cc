import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Conflict, DependencyUnavailable, InvalidInput } from '../../domain/errors.js';
import type { WorkflowExecution, WorkflowStarter, WorkflowState } from '../../ports/workflow-starter.js';
import { awsErrorName, calling } from '../aws-errors.js';

const RUN_ID = /^[A-Za-z0-9_-]{1,80}$/;

/** Standard state machines; the run id is the execution's name. */
export class StepFunctionsWorkflowStarter implements WorkflowStarter {
  constructor(private readonly client: SFNClient) {}

  async start(stateMachineArn: string, runId: string, input: Readonly<Record<string, unknown>>) {
    checkRunId(runId);
    const command = new StartExecutionCommand({ stateMachineArn, name: runId, input: JSON.stringify(input) });
    const { executionArn } = await calling(`start run ${runId}`, async () => {
      try {
        return await this.client.send(command);
      } catch (error) {
        if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
        throw new Conflict(`Run ${runId} exists with another input`, { cause: error });
      }
    });
    if (executionArn === undefined) throw new DependencyUnavailable(`Run ${runId} started without an ARN`);
    return { runId, executionArn } satisfies WorkflowExecution;
  }

  async read(stateMachineArn: string, runId: string): Promise<WorkflowState> {
    checkRunId(runId);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${runId}`;
    const answer = await calling(
      `read run ${runId}`,
      () => this.client.send(new DescribeExecutionCommand({ executionArn })),
      ['ExecutionDoesNotExist'],
    );
    const { status, input, output, error, cause } = answer;
    if (status === undefined) throw new DependencyUnavailable(`Run ${runId} has no status`);
    return {
      runId,
      executionArn,
      status,
      input: input === undefined ? undefined : JSON.parse(input),
      ...(output === undefined ? {} : { output: JSON.parse(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
}

function checkRunId(runId: string): void {
  if (!RUN_ID.test(runId)) {
    throw new InvalidInput(`run id "${runId}" is not valid: expected 1 to 80 of A-Z, a-z, 0-9, "-" and "_"`);
  }
}
