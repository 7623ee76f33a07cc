import { CHAMPION } from '../registry/champion.js';
import type { Change } from '../registry/change.js';
import type { ModelVersion, RegistryRecord } from '../registry/records.js';
import { clearEndpoints, withoutNeeded } from './clear-endpoints.js';
import type { FinishRollout, FinishStep } from './finish-rollout.js';
import { championVariant, endpointsOf, type HeldState, released, splitOf } from './rollout-state.js';

const ACTOR = 'pipeline:finish-rollout';

/**
 * Ends a rollout that brings the traffic to the champion: all of it goes there, and the endpoint of the version that was
 * rolled back goes. When the champion was rolled back once more, or a step failed, the traffic stays where it is, and the
 * endpoint goes that could not serve: another try makes a new one. A champion that
 * has the traffic keeps the endpoint of that, lost or not.
 */
export function finishRestore(state: HeldState, step: FinishStep, former: readonly ModelVersion[]): FinishRollout {
  const { version, champion } = state;
  if (step.outcome === 'abort' || step.outcome === 'rollback') return giveUp(state, step);
  if (champion?.version === version.version) return restore(state, step, former);
  return giveUp(state, { ...step, reason: `champion names version ${champion?.version} by now` });
}

function restore(state: HeldState, step: FinishStep, former: readonly ModelVersion[]): FinishRollout {
  const { version, lock, split } = state;
  const { rolloutId, at, actor = ACTOR } = step;
  const variant = { slot: CHAMPION, version: version.version, endpointName: lock.endpointName, weight: 100 } as const;
  const after = splitOf(state, [variant], at);
  const leftovers = { former, superseded: [], beside: [after, lock] };
  const { puts, endpointNames } = clearEndpoints(leftovers, { before: split, after }, lock, at);
  const result = { outcome: 'restore', endpointNames } as const;
  const change: Change = {
    action: 'TrafficRestored',
    actor,
    at,
    version: version.version,
    evidence: { rolloutId, endpointName: lock.endpointName, servedBefore: championVariant(split)?.version },
    puts: [after, released(lock, result), ...puts],
  };
  return { ...result, change };
}

function giveUp(state: HeldState, { rolloutId, at, reason, actor = ACTOR }: FinishStep): FinishRollout {
  const { version, lock, split } = state;
  const endpointNames = withoutNeeded([lock.endpointName, ...(lock.leftEndpointNames ?? [])], endpointsOf(split));
  const result = { outcome: 'abort', endpointNames } as const;
  const served = split?.variants.find((variant) => variant.version === version.version)?.endpointName;
  const left: readonly RegistryRecord[] = endpointNames.includes(lock.endpointName)
    ? [{ ...version, endpointName: served }]
    : [];
  const change: Change = {
    action: 'RolloutAborted',
    actor,
    at,
    version: version.version,
    evidence: { rolloutId, reason, champion: championVariant(split)?.version },
    puts: [released(lock, result), ...left],
  };
  return { ...result, change };
}
