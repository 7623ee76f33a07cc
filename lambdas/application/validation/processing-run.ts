/** A try of the processing job of an execution. */
export interface ProcessingTry {
  /** From 1. */
  readonly attempt: number;
  readonly validationId?: string | undefined;
}

/** Where the job of a try leaves what it found: no job of another execution knows it. */
export const runOf = ({ attempt, validationId }: ProcessingTry): string =>
  validationId === undefined ? String(attempt) : `${validationId}-${attempt}`;
