import type { Clock } from '../../ports/clock.js';
import type { EndpointControl } from '../../ports/endpoint-control.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { EndedExecution } from '../documents/aws-events.js';
import type { RolloutInput } from './begin-rollout.js';
import { type FinishedRollout, finishRolloutOf } from './finish-rollout.js';
import { removeEndpoints } from './remove-endpoints.js';

export interface AbortRolloutPorts {
  readonly registry: ModelRegistryStore;
  readonly endpoints: EndpointControl;
  readonly clock: Clock;
  /** Waits, in milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** Ten minutes in all: an endpoint can't be removed while it comes up. */
const TRIES = 30;
const PAUSE_MS = 20_000;

/**
 * Cleans up after an execution that ended without its own last step: stopped, out of time, or failed while it gave up.
 * The champion gets all traffic back, the version is Approved again, the lock is free, and the endpoint goes. After a
 * rollout that ended as it should it changes nothing, and removes what that left to be removed. Undefined: there is no
 * such rollout.
 */
export async function abortRollout(
  { registry, endpoints, clock, sleep = wait }: AbortRolloutPorts,
  execution: EndedExecution,
): Promise<(RolloutInput & FinishedRollout) | undefined> {
  const { name: rolloutId, status, version } = execution;
  const subject = version ?? (await versionByLock(registry, rolloutId));
  if (subject === undefined) return undefined;
  const input = { ...subject, rolloutId };
  const reason = `the execution of rollout ${rolloutId} ended as ${status}`;
  const actor = 'pipeline:abort-rollout';
  const finished = await finishRolloutOf(registry, clock, { ...input, outcome: 'abort', reason, actor });
  await removeWhenUp(endpoints, finished.endpointNames, sleep);
  return { ...input, ...finished };
}

async function removeWhenUp(
  endpoints: EndpointControl,
  names: readonly string[],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await removeEndpoints(endpoints, names);
      return;
    } catch (error) {
      if (attempt === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An event has no input when the execution's was large: its lock tells what it was for. */
async function versionByLock(
  registry: ModelRegistryStore,
  rolloutId: string,
): Promise<{ readonly model: string; readonly version: number } | undefined> {
  for (const { model } of await registry.listModels()) {
    const lock = await registry.readRolloutLock(model);
    if (lock?.rolloutId === rolloutId) return { model, version: lock.version };
  }
  return undefined;
}
