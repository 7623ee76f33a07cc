import type { TrafficSplit } from '../../domain/registry/records.js';
import type { Clock } from '../../ports/clock.js';
import type { EndpointControl } from '../../ports/endpoint-control.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import { DRAIN_SECONDS } from './begin-rollout.js';
import { removeEndpoints } from './remove-endpoints.js';

export interface RemoveRetiredEndpointsPorts {
  readonly registry: ModelRegistryStore;
  readonly endpoints: EndpointControl;
  readonly clock: Clock;
  /** Waits, in milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/**
 * Removes the endpoints that a retired version left, but none that the traffic split serves. Where the split changed a
 * moment ago it waits for the drain: gateways may still send to an endpoint that has just left it.
 */
export async function removeRetiredEndpoints(
  { registry, endpoints, clock, sleep = wait }: RemoveRetiredEndpointsPorts,
  { model, endpointNames }: { readonly model: string; readonly endpointNames: readonly string[] },
): Promise<{ readonly removed: readonly string[] }> {
  if (endpointNames.length === 0) return { removed: [] };
  const drainMs = drainLeft(await registry.readTrafficSplit(model), clock.now());
  if (drainMs > 0) await sleep(drainMs);
  const split = await registry.readTrafficSplit(model);
  const served = (split?.variants ?? []).map((variant) => variant.endpointName);
  return removeEndpoints(
    endpoints,
    endpointNames.filter((name) => !served.includes(name)),
  );
}

/** Milliseconds, at most the whole drain: clocks differ. */
function drainLeft(split: TrafficSplit | undefined, now: Date): number {
  if (split === undefined) return 0;
  const sinceChange = Math.max(now.getTime() - Date.parse(split.changedAt), 0);
  return DRAIN_SECONDS * 1000 - sinceChange;
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
