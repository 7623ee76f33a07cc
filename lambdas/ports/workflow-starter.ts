export interface WorkflowExecution {
  /** The name of the execution, unique within its state machine. */
  readonly runId: string;
  readonly executionArn: string;
}

export interface WorkflowState extends WorkflowExecution {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  /** JSON value of the execution's input. */
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

export interface WorkflowStarter {
  /** The same run id with the same input is the same execution; with another input it is a Conflict. */
  start(stateMachineArn: string, runId: string, input: Readonly<Record<string, unknown>>): Promise<WorkflowExecution>;
  /** Throws NotFound. */
  read(stateMachineArn: string, runId: string): Promise<WorkflowState>;
}
