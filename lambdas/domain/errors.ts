/** The one error base. `name` is the family, so that Step Functions can retry and catch by it. */
export interface MlopsErrorOptions {
  readonly cause?: unknown;
  /** Facts for programs: what came, what was expected. Never features, predictions or credentials. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Overrides the name that callers match on, e.g. `RolloutInProgress`. */
  readonly name?: string;
}

export abstract class MlopsError extends Error {
  abstract readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean = false;
  /** Whether the message may be shown to the caller. */
  readonly expose: boolean = true;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, options: MlopsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = options.name ?? new.target.name;
    this.details = options.details ?? {};
  }
}

/** The input is wrong, and will be wrong again. */
export class InvalidInput extends MlopsError {
  readonly code = 'InvalidInput';
}

export class NotFound extends MlopsError {
  readonly code = 'NotFound';
}

/** Somebody else wrote in between; read again and retry. */
export class Conflict extends MlopsError {
  readonly code = 'Conflict';
  override readonly retryable = true;
}

/** The state of things does not allow the wish. */
export class PreconditionFailed extends MlopsError {
  readonly code = 'PreconditionFailed';
}

export class Throttled extends MlopsError {
  readonly code = 'Throttled';
  override readonly retryable = true;
}

/** A service that we call failed or timed out. */
export class DependencyUnavailable extends MlopsError {
  readonly code = 'DependencyUnavailable';
  override readonly retryable = true;
}

/** A defect of ours; the caller sees no more than that. */
export class Internal extends MlopsError {
  readonly code = 'Internal';
  override readonly expose = false;
}
