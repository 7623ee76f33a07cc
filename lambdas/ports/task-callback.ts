/** Answers an execution that waits for people with a task token. */
export interface TaskCallback {
  /** Lets the execution go on. One that waits no more, or never did, is left alone. */
  succeed(taskToken: string, output: Readonly<Record<string, unknown>>): Promise<void>;
}
