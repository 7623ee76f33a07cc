import type { InferenceRequest } from '../application/documents/inference-request.js';
import { type InvocationOutcome, type InvokeModelPorts, invokeModel } from '../application/invoke-model.js';
import { requestMetrics } from '../domain/inference/request-metrics.js';
import { asMlopsError, errorResponse, type HttpResponse } from '../runtime/errors.js';
import { type LogFields, log } from '../runtime/log.js';
import type { LogMore } from '../runtime/middleware.js';

type Answered = Required<Pick<InvocationOutcome, 'answer' | 'variant'>> & InvocationOutcome;

export interface Inference {
  readonly model: string;
  readonly read: () => InferenceRequest;
  readonly encode: (outcome: Answered) => HttpResponse;
}

/** Names of errors that a slow start makes: they roll nothing back. */
const NOT_YET: readonly string[] = ['EndpointTimeout', 'EndpointNotReady'];

const isAnswered = (outcome: InvocationOutcome): outcome is Answered =>
  outcome.answer !== undefined && outcome.variant !== undefined;

function errorFields(error: unknown, status: number): LogFields {
  const { name, message, cause, stack } = asMlopsError(error);
  if (status < 500 || name === 'ModelFailure') return { error: name };
  return { error: name, message, ...(status === 500 ? { stack: cause instanceof Error ? cause.stack : stack } : {}) };
}

/** Runs one inference, and says what became of it: headers, and the one log line that carries the metrics. */
export async function answerInference(
  ports: InvokeModelPorts,
  { model, read, encode }: Inference,
  more: LogMore,
): Promise<HttpResponse> {
  const outcome = await invokeModel(ports, model, read);
  const { inferenceId, variant, rows, modelLatencyMs, captured, error } = outcome;
  const response = isAnswered(outcome) ? encode(outcome) : errorResponse(error, retryAfterSeconds(error));
  if (captured !== undefined && captured.failed > 0) {
    log('capture.failed', {
      model,
      inferenceId,
      captured: captured.captured,
      failed: captured.failed,
      reason: captured.reason,
    });
  }
  const status = response.statusCode;
  more({
    model,
    inferenceId,
    version: variant?.version,
    rows,
    ...(error === undefined ? {} : errorFields(error, status)),
    ...(variant === undefined
      ? {}
      : requestMetrics(
          { model, slot: variant.slot, status, timedOut: NOT_YET.includes(asMlopsError(error).name), modelLatencyMs },
          ports.clock.now(),
        )),
  });
  return { ...response, headers: { ...response.headers, ...identification(outcome) } };
}

function identification({ inferenceId, variant }: InvocationOutcome): Record<string, string> {
  return {
    'x-mlops-inference-id': inferenceId,
    ...(variant === undefined
      ? {}
      : { 'x-mlops-model-version': String(variant.version), 'x-mlops-slot': variant.slot }),
  };
}

/** Half a minute for a model that nobody serves; less for what an endpoint that wakes up, or is busy, needs. */
function retryAfterSeconds(error: unknown): number {
  const { name } = asMlopsError(error);
  if (name === 'Throttled') return 1;
  return NOT_YET.includes(name) ? 5 : 30;
}
