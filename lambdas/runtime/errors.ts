import { Internal, MlopsError } from '../domain/errors.js';

/** The one table from error families to HTTP. */
const statuses: Readonly<Record<string, number>> = {
  InvalidInput: 400,
  PayloadTooLarge: 413,
  NotFound: 404,
  Conflict: 409,
  PreconditionFailed: 409,
  Throttled: 429,
  DependencyUnavailable: 503,
  ModelFailure: 500,
  Internal: 500,
};

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error of ours as it is; anything else is a defect and becomes Internal, with the cause kept for the log. */
export function asMlopsError(error: unknown): MlopsError {
  if (error instanceof MlopsError) return error;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Internal(`Unexpected failure (${reason})`, { cause: error });
}

export const jsonResponse = (
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/**
 * `{"error":{"code","message"}}` with the family's status. The code is the error's name where the table knows it
 * (`ModelFailure`), else its family. What may pass carries `Retry-After` in seconds.
 */
export function errorResponse(error: unknown, retryAfterSeconds = 30): HttpResponse {
  const known = asMlopsError(error);
  const code = statuses[known.name] === undefined ? known.code : known.name;
  const status = statuses[code] ?? 500;
  const message = known.expose
    ? known.message
    : 'Internal error. The request id in the response headers finds it in the logs.';
  const headers: Record<string, string> = {};
  if (status === 429 || status === 503) headers['retry-after'] = String(retryAfterSeconds);
  return jsonResponse(status, { error: { code, message } }, headers);
}
