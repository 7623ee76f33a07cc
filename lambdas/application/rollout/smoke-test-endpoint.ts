import { errorNames } from '../../../lib/contracts/index.js';
import { MlopsError, NotFound, PreconditionFailed } from '../../domain/errors.js';
import type { Prediction } from '../../domain/signature.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { EndpointInvoker } from '../../ports/endpoint-invoker.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { parseJsonDocument } from '../documents/parse.js';
import { parsePredictions } from '../documents/predictions.js';
import { sampleSchema } from '../documents/sample.js';
import type { RolloutInput } from './begin-rollout.js';

export interface SmokeTestInput extends RolloutInput {
  readonly endpointName: string;
}

export interface SmokeTestDependencies {
  readonly registry: ModelRegistryStore;
  readonly artifacts: ArtifactStore;
  readonly endpoints: EndpointInvoker;
}

/** A serverless endpoint answers its first request after a cold start, of up to a minute. */
const TIMEOUT_MILLISECONDS = 60_000;
const TRIES = 3;
/** Relative to the larger of 1 and the expected value: single precision, another machine. */
const TOLERANCE = 1e-3;

/**
 * Sends the submission's own sample to the new endpoint, and compares the answers with those that came with it.
 * Throws SmokeTestFailed, with the container's own message where it has one.
 */
export async function smokeTestEndpoint(
  { registry, artifacts, endpoints }: SmokeTestDependencies,
  { model, version, endpointName }: SmokeTestInput,
): Promise<{ readonly ok: true; readonly rows: number }> {
  const pointer = (await registry.readVersion(model, version))?.contents?.evaluation.sample;
  if (pointer === undefined) throw new NotFound(`Version ${version} of model ${model} has no sample to test with`);
  const text = await artifacts.readText(pointer.key, pointer.versionId);
  const { instances, predictions } = parseJsonDocument(sampleSchema, text, `Object ${pointer.key}`);
  const answers = await invoke(endpoints, endpointName, JSON.stringify({ instances }), instances.length);
  const wrong = predictions.findIndex((expected, row) => !agrees(expected, answers[row]));
  if (wrong >= 0) {
    throw failed(
      `Endpoint ${endpointName} answers row ${wrong} of the sample with another prediction than the trainer`,
    );
  }
  return { ok: true, rows: instances.length };
}

async function invoke(
  endpoints: EndpointInvoker,
  endpointName: string,
  body: string,
  rows: number,
): Promise<readonly Prediction[]> {
  const request = { endpointName, body, contentType: 'application/json', accept: 'application/json' };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await endpoints.invoke({ ...request, timeoutMs: TIMEOUT_MILLISECONDS });
      return parsePredictions(answer.body, rows);
    } catch (error) {
      if (!(error instanceof MlopsError)) throw error;
      if (error.retryable && attempt < TRIES) continue;
      throw failed(`Endpoint ${endpointName} failed its smoke test: ${error.message}`, error);
    }
  }
}

const failed = (message: string, cause?: unknown): PreconditionFailed =>
  new PreconditionFailed(message, { name: errorNames.smokeTestFailed, cause });

const close = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));

function agrees(expected: Prediction, actual: Prediction | undefined): boolean {
  if (actual === undefined) return false;
  if (expected.probability !== undefined) {
    // A label may flip where the probability is at the threshold; the probability may not.
    return actual.probability !== undefined && close(expected.probability, actual.probability);
  }
  return typeof expected.prediction === 'number' && typeof actual.prediction === 'number'
    ? close(expected.prediction, actual.prediction)
    : expected.prediction === actual.prediction;
}
