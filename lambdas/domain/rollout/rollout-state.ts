import { CHAMPION } from '../registry/champion.js';
import type { Alias, ModelVersion, RolloutLock, TrafficSplit, TrafficVariant } from '../registry/records.js';

/** The state that a rollout reads before each of its steps. */
export interface RolloutState {
  readonly model: string;
  readonly version: ModelVersion | undefined;
  readonly lock: RolloutLock | undefined;
  readonly champion: Alias | undefined;
  readonly split: TrafficSplit | undefined;
}

/** A step of a rollout; `rolloutId` is its fencing identity. */
export interface RolloutStep {
  readonly version: number;
  readonly rolloutId: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The state of a rollout that holds the lock. */
export type HeldState = RolloutState & { readonly version: ModelVersion; readonly lock: RolloutLock };

/** The lock, when this rollout holds it. */
export const heldBy = (rolloutId: string, lock: RolloutLock | undefined): RolloutLock | undefined =>
  lock?.rolloutId === rolloutId && lock.state === 'held' ? lock : undefined;

/** The rollout in progress that tries a version out. */
export const candidateOf = ({ lock }: Pick<RolloutState, 'lock'>): RolloutLock | undefined =>
  lock?.state === 'held' && lock.restore === undefined ? lock : undefined;

/** The lock after the end of its rollout. */
export const released = (lock: RolloutLock, result: NonNullable<RolloutLock['result']>): RolloutLock => ({
  ...lock,
  state: 'released',
  baking: false,
  result,
});

export const championVariant = (split: TrafficSplit | undefined): TrafficVariant | undefined =>
  split?.variants.find((variant) => variant.slot === CHAMPION);

/** Whether another version serves than the alias `champion` names: it was rolled back, and its traffic is still there. */
export const servesAnother = ({ champion, split }: Pick<RolloutState, 'champion' | 'split'>): boolean =>
  champion !== undefined && championVariant(split)?.version !== champion.version;

export const endpointsOf = (split: TrafficSplit | undefined): readonly string[] =>
  (split?.variants ?? []).map((variant) => variant.endpointName);

export const splitOf = (state: RolloutState, variants: readonly TrafficVariant[], at: string): TrafficSplit => ({
  kind: 'TrafficSplit',
  model: state.model,
  revision: state.split?.revision ?? 0,
  variants,
  changedAt: at,
});

/** All traffic on the champion; on nobody while there is none. */
export function restored(state: RolloutState, at: string): TrafficSplit {
  const champion = championVariant(state.split);
  return splitOf(state, champion === undefined ? [] : [{ ...champion, weight: 100 }], at);
}
