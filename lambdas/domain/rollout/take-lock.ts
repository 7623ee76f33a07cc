import { transition } from '../registry/life-cycle.js';
import type { ModelVersion, RegistryRecord, RolloutLock } from '../registry/records.js';
import { type RolloutState, type RolloutStep, restored, servesAnother } from './rollout-state.js';

/** Seconds that a rollout holds its lock beyond its bake: the endpoint's start, the smoke test, retries of its steps. */
export const LEASE_MARGIN_SECONDS = 5_400;

/** Seconds from a rollback of the champion for which other rollouts wait for that of the version that it went back to. */
export const RESTORE_GRACE_SECONDS = 3_600;

export interface BeginStep extends RolloutStep {
  /** What a new endpoint would be called. */
  readonly endpointName: string;
  readonly bakeSeconds: number;
  /** Whether the endpoint that the version has is in service. */
  readonly endpointInService: boolean;
}

/** The lock in the name of this rollout; `left` are endpoints that go at its end, beside those of the `expired` one. */
export function takeLock(
  { model, lock }: RolloutState,
  { rolloutId, version, at, bakeSeconds }: BeginStep,
  endpointName: string,
  expired: RolloutLock | undefined,
  left: readonly string[] = [],
): RolloutLock {
  const leftEndpointNames = [...left, ...(expired === undefined ? [] : leftBy(expired))];
  return {
    kind: 'RolloutLock',
    model,
    revision: lock?.revision ?? 0,
    state: 'held',
    rolloutId,
    version,
    endpointName,
    fencingToken: (lock?.fencingToken ?? 0) + 1,
    acquiredAt: at,
    leaseUntil: new Date(Date.parse(at) + (bakeSeconds + LEASE_MARGIN_SECONDS) * 1000).toISOString(),
    baking: false,
    ...(leftEndpointNames.length === 0 ? {} : { leftEndpointNames }),
  };
}

/** A champion keeps the endpoint that an abandoned restore left it: the next one looks whether it is in service. */
const leftBy = ({ endpointName, leftEndpointNames = [], restore }: RolloutLock): readonly string[] =>
  restore === undefined ? [endpointName, ...leftEndpointNames] : leftEndpointNames;

/** An abandoned rollout is ended: its version is what it would be after an abort, and the champion has all traffic. */
export function takenOver(
  state: RolloutState,
  expired: RolloutLock | undefined,
  abandoned: ModelVersion | undefined,
  at: string,
): readonly RegistryRecord[] {
  if (expired === undefined) return [];
  const other = abandoned?.version === state.version?.version ? undefined : abandoned;
  return [
    ...(other?.status === 'Deploying' ? [recovered(other, expired, at)] : []),
    ...(state.split === undefined ? [] : [restored(state, at)]),
  ];
}

/** Approved again, unless its rollback was asked for. */
export function recovered(abandoned: ModelVersion, expired: RolloutLock, at: string): ModelVersion {
  if (abandoned.status !== 'Deploying') return abandoned;
  const { rolloutId, leaseUntil, rollbackRequested } = expired;
  if (rollbackRequested !== undefined) {
    return transition(abandoned, 'RolledBack', at, { endpointName: undefined, reasons: [rollbackRequested.reason] });
  }
  const reasons = [`rollout ${rolloutId} was abandoned: its lease ended at ${leaseUntil}`];
  return transition(abandoned, 'Approved', at, { reasons });
}

/**
 * Whether the traffic has to come to the champion before anything else is tried out. Not any more when that was tried and
 * did not succeed, or nobody tried for long: another version may be the way out.
 */
export function restorePending(state: RolloutState, at: string): boolean {
  const { lock, champion } = state;
  if (champion === undefined || !servesAnother(state)) return false;
  const tried = lock?.restore !== undefined && lock.version === champion.version;
  return !tried && Date.parse(at) - Date.parse(champion.since) < RESTORE_GRACE_SECONDS * 1000;
}
