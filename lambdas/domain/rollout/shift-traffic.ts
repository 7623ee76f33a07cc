import { PreconditionFailed } from '../errors.js';
import type { Change } from '../registry/change.js';
import type { Alias, TrafficVariant } from '../registry/records.js';
import { championVariant, heldBy, type RolloutState, type RolloutStep, splitOf } from './rollout-state.js';

/** Percent of the requests that a candidate gets: all of them while there is no champion to share with. */
export const candidateWeight = (champion: Alias | undefined, canaryTrafficPercent: number): number =>
  champion === undefined ? 100 : canaryTrafficPercent;

/** The candidate gets its share, and its bake starts; a step of a rollout that lost its lock is PreconditionFailed. */
export function shiftTraffic(
  state: RolloutState,
  step: RolloutStep & { readonly endpointName: string; readonly weight: number },
): { readonly bakeStartedAt: string; readonly change?: Change } {
  const { rolloutId, at, version, endpointName } = step;
  const lock = heldBy(rolloutId, state.lock);
  if (lock === undefined) {
    throw new PreconditionFailed(`Rollout ${rolloutId} of model ${state.model} no longer holds the lock`);
  }
  if (lock.baking && lock.bakeStartedAt !== undefined) return { bakeStartedAt: lock.bakeStartedAt };
  const champion = championVariant(state.split);
  const weight = champion === undefined ? 100 : step.weight;
  const variants: TrafficVariant[] = [{ slot: 'candidate', version, endpointName, weight }];
  if (champion !== undefined) variants.unshift({ ...champion, weight: 100 - weight });
  const change: Change = {
    action: 'TrafficShifted',
    actor: 'pipeline:shift-traffic',
    at,
    version,
    evidence: { rolloutId, weight, champion: champion?.version },
    puts: [splitOf(state, variants, at), { ...lock, baking: true, bakeStartedAt: at }],
  };
  return { bakeStartedAt: at, change };
}
