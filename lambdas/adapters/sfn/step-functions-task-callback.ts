import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { TaskCallback } from '../../ports/task-callback.js';
import { awsErrorName, calling } from '../aws-errors.js';

/** What Step Functions says of the token of an execution that went on, ended or timed out. */
const GONE = ['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken'];

export class StepFunctionsTaskCallback implements TaskCallback {
  constructor(private readonly client: SFNClient) {}

  async succeed(taskToken: string, output: Readonly<Record<string, unknown>>): Promise<void> {
    const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
    await calling('answer the execution that waits', async () => {
      try {
        await this.client.send(command);
      } catch (error) {
        if (!GONE.includes(awsErrorName(error))) throw error;
      }
    });
  }
}
