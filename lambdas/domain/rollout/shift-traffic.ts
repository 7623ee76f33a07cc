import { PreconditionFailed } from '../errors.js';
import type { Change } from '../registry/change.js';
import type { Alias, TrafficVariant } from '../registry/records.js';
import { championVariant, heldBy, type RolloutState, type RolloutStep, splitOf } from './rollout-state.js';

/** Percent of the requests that a candidate gets: all of them while there is no champion to share with. */
export const candidateWeight = (champion: Alias | undefined, canaryTrafficPercent: number): number =>
  champion === undefined ? 100 : canaryTrafficPercent;

/**
 * The candidate gets its share, and its bake starts. It gets none when it is to be taken back already: the next look at
 * the bake says so. A step of a rollout that lost its lock is PreconditionFailed, as is one that has no candidate.
 */
export function shiftTraffic(
  state: RolloutState,
  step: RolloutStep & { readonly endpointName: string; readonly weight: number },
): { readonly bakeStartedAt: string; readonly change?: Change } {
  const { rolloutId, at, version, endpointName } = step;
  const lock = heldBy(rolloutId, state.lock);
  if (lock === undefined) {
    throw new PreconditionFailed(`Rollout ${rolloutId} of model ${state.model} no longer holds the lock`);
  }
  if (lock.restore !== undefined) {
    throw new PreconditionFailed(
      `Rollout ${rolloutId} of model ${state.model} brings the champion back, and bakes nothing`,
    );
  }
  if (lock.baking && lock.bakeStartedAt !== undefined) return { bakeStartedAt: lock.bakeStartedAt };
  if (lock.rollbackRequested !== undefined || lock.abortRequested !== undefined) return { bakeStartedAt: at };
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
