import { InvokeEndpointCommand, ModelError, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DependencyUnavailable, InvalidInput, NotFound, Throttled } from '../../domain/errors.js';
import { endpointTimeout, ModelFailure } from '../../domain/inference/model-failure.js';
import type { EndpointInvoker, Invocation, InvocationAnswer } from '../../ports/endpoint-invoker.js';
import { awsErrorName, calling } from '../aws-errors.js';

/**
 * SageMaker Runtime. Its client should retry nothing (`maxAttempts: 1`): an inference is the caller's to repeat, and
 * each try counts in the endpoint's metrics.
 */
export class SageMakerEndpointInvoker implements EndpointInvoker {
  constructor(private readonly client: SageMakerRuntimeClient) {}

  async invoke(invocation: Invocation): Promise<InvocationAnswer> {
    const { endpointName, timeoutMs } = invocation;
    const abortSignal = AbortSignal.timeout(timeoutMs);
    const command = new InvokeEndpointCommand({
      EndpointName: endpointName,
      Body: Buffer.from(invocation.body),
      ContentType: invocation.contentType,
      Accept: invocation.accept,
      InferenceId: invocation.inferenceId,
    });
    return calling(`invoke endpoint ${endpointName}`, async () => {
      try {
        const { Body, ContentType } = await this.client.send(command, { abortSignal });
        return { body: Body ?? new Uint8Array(), contentType: ContentType ?? invocation.accept };
      } catch (error) {
        if (abortSignal.aborted) throw endpointTimeout(endpointName, timeoutMs, error);
        throw error instanceof ModelError ? modelError(error) : explained(error, endpointName);
      }
    });
  }
}

/** The container's own answer stands in `OriginalMessage`; ours is `{"error":{"message"}}`. */
function modelError(error: ModelError): Error {
  const status = error.OriginalStatusCode ?? 500;
  const message = containerMessage(error.OriginalMessage ?? error.message);
  const options = { cause: error, details: { status } };
  return status >= 400 && status < 500
    ? new InvalidInput(message, options)
    : new ModelFailure(`The model failed (status ${status}): ${message}`, options);
}

function containerMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}

function explained(error: unknown, endpointName: string): unknown {
  const message = error instanceof Error ? error.message : '';
  switch (awsErrorName(error)) {
    case 'ValidationError':
    case 'ValidationException':
      return /not found/i.test(message)
        ? new NotFound(`There is no endpoint ${endpointName}`, { cause: error })
        : new InvalidInput(`SageMaker refused the request to ${endpointName}: ${message}`, { cause: error });
    case 'ModelNotReadyException':
      return new DependencyUnavailable(`Endpoint ${endpointName} is still starting: ${message}. Try again`, {
        name: 'EndpointNotReady',
        cause: error,
      });
    case 'ServiceUnavailable':
      return new DependencyUnavailable(`Endpoint ${endpointName} is not ready: ${message}. Try again`, {
        cause: error,
      });
    case 'ThrottlingException':
      return new Throttled(`Endpoint ${endpointName} is at its concurrency. Try again`, { cause: error });
    default:
      return error;
  }
}
