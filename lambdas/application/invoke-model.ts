import { randomUUID } from 'node:crypto';
import { DependencyUnavailable, InvalidInput, NotFound } from '../domain/errors.js';
import { captureLines } from '../domain/inference/capture-lines.js';
import { chooseSlot, type SlotWeights } from '../domain/inference/choose-slot.js';
import { ModelFailure } from '../domain/inference/model-failure.js';
import type { TrafficVariant } from '../domain/registry/records.js';
import type { Prediction, Row, Signature } from '../domain/signature.js';
import type { CaptureResult, CaptureSink } from '../ports/capture-sink.js';
import type { Clock } from '../ports/clock.js';
import type { EndpointInvoker } from '../ports/endpoint-invoker.js';
import type { ModelPolicyStore } from '../ports/model-policy-store.js';
import { checkBodySize, type InferenceRequest } from './documents/inference-request.js';
import { parsePredictions } from './documents/predictions.js';
import type { TrafficReader } from './traffic-reader.js';

/** The gateway gives an endpoint up when a request is this old; an HTTP API ends at 30 s. */
export const REQUEST_DEADLINE_MS = 25_000;

export interface InvokeModelPorts {
  readonly traffic: TrafficReader;
  readonly policies: ModelPolicyStore;
  readonly endpoints: EndpointInvoker;
  readonly capture: CaptureSink;
  readonly clock: Clock;
  /** @default random UUIDs */
  readonly newId?: () => string;
}

export interface ModelAnswer {
  readonly signature: Signature;
  /** One a row. */
  readonly predictions: readonly Prediction[];
}

/** What became of a request: an answer or an error, with what is known of it for headers, log and metrics. */
export interface InvocationOutcome {
  readonly inferenceId: string;
  /** Who was to answer; absent when it failed before that was known, or nobody serves the model. */
  readonly variant?: TrafficVariant;
  readonly rows?: number;
  /** Of the endpoint's answer, an error of the model included. */
  readonly modelLatencyMs?: number;
  readonly answer?: ModelAnswer;
  readonly error?: unknown;
  readonly captured?: CaptureResult;
}

/** The variant that answers an inference id. Throws DependencyUnavailable when nobody serves the model. */
function choose(model: string, variants: readonly TrafficVariant[], inferenceId: string): TrafficVariant {
  const weights: SlotWeights = Object.fromEntries(variants.map(({ slot, weight }) => [slot, weight]));
  const slot = chooseSlot(weights, inferenceId);
  const variant = variants.find((one) => one.slot === slot);
  if (variant !== undefined) return variant;
  throw new DependencyUnavailable(`Model "${model}" has no version that serves yet: try again later`);
}

/** Whether the model itself answered, if only with an error. */
const answered = (error: unknown): boolean => error instanceof InvalidInput || error instanceof ModelFailure;

/**
 * Answers one request: chooses the slot by the inference id, holds the rows against that version's columns, calls its
 * endpoint, and captures what was predicted. It does not throw: what failed is in the outcome.
 */
export async function invokeModel(
  ports: InvokeModelPorts,
  model: string,
  read: () => InferenceRequest,
): Promise<InvocationOutcome> {
  const { traffic, policies, endpoints, capture, clock, newId = randomUUID } = ports;
  const time = clock.now();
  const request = attempt(read);
  const inferenceId = request.value?.inferenceId ?? newId();
  let outcome: InvocationOutcome = { inferenceId };
  try {
    const policy = await policies.read(model);
    for (const fresh of [false, true]) {
      const variant = choose(model, await traffic.variants(model, { fresh }), inferenceId);
      const signature = await traffic.signature(model, variant.version);
      outcome = { inferenceId, variant };
      if (request.value === undefined) throw request.error;
      const rows = request.value.rows(signature);
      outcome = { ...outcome, rows: rows.length };

      const asked = clock.now().getTime();
      try {
        const predictions = await predict(endpoints, variant, rows, time.getTime() + REQUEST_DEADLINE_MS - asked);
        outcome = { ...outcome, modelLatencyMs: clock.now().getTime() - asked };
        const { version, slot } = variant;
        const lines = captureLines({ model, version, slot, inferenceId, time, rows, predictions }, newId);
        const captured = await capture.put(policy.resources.captureStreamName, lines);
        return { ...outcome, answer: { signature, predictions }, captured };
      } catch (error) {
        if (answered(error)) outcome = { ...outcome, modelLatencyMs: clock.now().getTime() - asked };
        if (!(error instanceof NotFound)) throw error;
        if (fresh) throw endpointGone(variant, error);
      }
    }
    return outcome;
  } catch (error) {
    return { ...outcome, error };
  }
}

function attempt<T>(make: () => T): { readonly value?: T; readonly error?: unknown } {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

/** An endpoint that is not there is no fault of the caller's address. */
const endpointGone = (variant: TrafficVariant, cause: unknown): DependencyUnavailable =>
  new DependencyUnavailable(`The endpoint of version ${variant.version} is not there: try again later`, { cause });

async function predict(
  endpoints: EndpointInvoker,
  { endpointName, version }: TrafficVariant,
  rows: readonly Row[],
  timeoutMs: number,
): Promise<readonly Prediction[]> {
  const body = JSON.stringify({ instances: rows });
  checkBodySize(Buffer.byteLength(body), 'The request in the form that the endpoint takes');
  const json = 'application/json';
  const call = { endpointName, body, contentType: json, accept: json, timeoutMs: Math.max(1, timeoutMs) };
  const answer = await endpoints.invoke(call);
  try {
    return parsePredictions(answer.body, rows.length);
  } catch (cause) {
    const message = `Version ${version} answered with something that is no prediction for each row`;
    throw new ModelFailure(message, { cause });
  }
}
