import { DependencyUnavailable, MlopsError } from '../errors.js';

/** The model crashed on input; the same input will crash it again. */
export class ModelFailure extends MlopsError {
  readonly code = 'Internal';
}

/** The endpoint did not answer in time; a cold start is the commonest reason. */
export const endpointTimeout = (endpointName: string, timeoutMs: number, cause?: unknown): DependencyUnavailable =>
  new DependencyUnavailable(`Endpoint ${endpointName} did not answer within ${timeoutMs} ms. Try again`, {
    name: 'EndpointTimeout',
    cause,
  });
