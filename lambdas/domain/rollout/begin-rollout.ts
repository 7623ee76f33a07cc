import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import type { ModelVersion, RegistryRecord, RolloutLock } from '../registry/records.js';
import { heldBy, type RolloutState, type RolloutStep, restored } from './rollout-state.js';

/** Seconds that a rollout holds its lock beyond its bake: the endpoint's start, the smoke test, retries of its steps. */
export const LEASE_MARGIN_SECONDS = 5_400;

export type BeginRollout =
  | { readonly action: 'deploy'; readonly endpointName: string; readonly change?: Change }
  | { readonly action: 'skip'; readonly reason: string }
  | { readonly action: 'wait'; readonly reason: string };

/**
 * `wait` while another rollout holds the lock, `skip` what is not to be deployed; a repeated begin deploys again.
 * A lock whose lease ran out is taken over from `abandoned`, the version that it was for, which may be the same one; the
 * endpoint that it left is removed at the end of this rollout.
 */
export function beginRollout(
  state: RolloutState,
  step: RolloutStep & { readonly endpointName: string; readonly bakeSeconds: number },
  abandoned?: ModelVersion,
): BeginRollout {
  const { model, version, lock, champion } = state;
  const { rolloutId, at, endpointName } = step;
  if (version === undefined) return { action: 'skip', reason: `there is no version ${step.version} of model ${model}` };
  const own = heldBy(rolloutId, lock);
  if (own !== undefined) return { action: 'deploy', endpointName: own.endpointName };
  if (lock?.rolloutId === rolloutId) return { action: 'skip', reason: `rollout ${rolloutId} has ended` };
  const expired = lock?.state === 'held' && lock.leaseUntil <= at ? lock : undefined;
  const approved = expired?.version === version.version ? reApproved(version, expired, at) : version;
  if (approved.status !== 'Approved') {
    return { action: 'skip', reason: `version ${version.version} is ${version.status}, not Approved` };
  }
  if (champion !== undefined && champion.version > version.version) {
    const reason = `version ${version.version} is older than the champion, version ${champion.version}`;
    return { action: 'skip', reason };
  }
  if (lock?.state === 'held' && expired === undefined) {
    const reason = `rollout ${lock.rolloutId} of version ${lock.version} is in progress until ${lock.leaseUntil} at most`;
    return { action: 'wait', reason };
  }
  const leaseUntil = new Date(Date.parse(at) + (step.bakeSeconds + LEASE_MARGIN_SECONDS) * 1000).toISOString();
  const next: RolloutLock = {
    kind: 'RolloutLock',
    model,
    revision: lock?.revision ?? 0,
    state: 'held',
    rolloutId,
    version: version.version,
    endpointName,
    fencingToken: (lock?.fencingToken ?? 0) + 1,
    acquiredAt: at,
    leaseUntil,
    baking: false,
    ...(expired === undefined
      ? {}
      : { leftEndpointNames: [expired.endpointName, ...(expired.leftEndpointNames ?? [])] }),
  };
  const change: Change = {
    action: 'RolloutStarted',
    actor: 'pipeline:begin-rollout',
    at,
    version: version.version,
    evidence: {
      rolloutId,
      endpointName,
      fencingToken: next.fencingToken,
      champion: champion?.version,
      takenOverFrom: expired?.rolloutId,
    },
    puts: [
      next,
      transition(approved, 'Deploying', at, { endpointName, reasons: [] }),
      ...(expired === undefined ? [] : takeOver(state, expired, abandoned, at)),
    ],
  };
  return { action: 'deploy', endpointName, change };
}

/** An abandoned rollout is aborted: its version is Approved again, and the champion has all traffic. */
function takeOver(
  state: RolloutState,
  expired: RolloutLock,
  abandoned: ModelVersion | undefined,
  at: string,
): RegistryRecord[] {
  const other = abandoned?.version === state.version?.version ? undefined : abandoned;
  return [
    ...(other?.status === 'Deploying' ? [reApproved(other, expired, at)] : []),
    ...(state.split === undefined ? [] : [restored(state, at)]),
  ];
}

function reApproved(abandoned: ModelVersion, { rolloutId, leaseUntil }: RolloutLock, at: string): ModelVersion {
  if (abandoned.status !== 'Deploying') return abandoned;
  const reasons = [`rollout ${rolloutId} was abandoned: its lease ended at ${leaseUntil}`];
  return transition(abandoned, 'Approved', at, { reasons });
}
