export interface Invocation {
  readonly endpointName: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
  readonly accept: string;
  readonly inferenceId?: string;
  /** The caller gives up after this. */
  readonly timeoutMs: number;
}

export interface InvocationAnswer {
  readonly body: Uint8Array;
  readonly contentType: string;
}

/**
 * Calls a deployed model. Throws
 * - InvalidInput with the container's message when the container answers 4xx,
 * - an error named `ModelFailure` when it answers 5xx,
 * - a retryable error named `EndpointTimeout` after `timeoutMs`,
 * - NotFound when there is no such endpoint, Throttled and DependencyUnavailable as they say.
 */
export interface EndpointInvoker {
  invoke(invocation: Invocation): Promise<InvocationAnswer>;
}
