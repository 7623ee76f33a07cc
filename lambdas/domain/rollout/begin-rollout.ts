import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import type { ModelVersion, RolloutLock } from '../registry/records.js';
import { championVariant, heldBy, type RolloutState } from './rollout-state.js';
import { type BeginStep, recovered, restorePending, takeLock, takenOver } from './take-lock.js';

export type BeginRollout =
  | { readonly action: 'deploy'; readonly endpointName: string; readonly change?: Change }
  | {
      readonly action: 'restore';
      readonly endpointName: string;
      readonly endpointKept: boolean;
      readonly change?: Change;
    }
  | { readonly action: 'skip'; readonly reason: string; readonly change?: Change }
  | { readonly action: 'wait'; readonly reason: string };

/**
 * Takes the lock to try an approved version out, or to bring the traffic to the version that the alias `champion` names,
 * which may serve already, on an endpoint that is in service no more.
 * `wait` while another rollout holds the lock or has to come first, `skip` what is not to be rolled out; a repeated begin
 * answers as the first time. A lock whose lease ran out is taken over from `abandoned`, the version that it was for, which
 * may be the same one; the endpoint that it left is removed at the end of this rollout.
 */
export function beginRollout(state: RolloutState, step: BeginStep, abandoned?: ModelVersion): BeginRollout {
  const { model, version, lock, champion } = state;
  const { rolloutId, at, endpointName } = step;
  if (version === undefined) return { action: 'skip', reason: `there is no version ${step.version} of model ${model}` };
  const own = heldBy(rolloutId, lock);
  if (own !== undefined) return begunAs(own);
  if (lock?.rolloutId === rolloutId) return { action: 'skip', reason: `rollout ${rolloutId} has ended` };
  const expired = lock?.state === 'held' && lock.leaseUntil <= at ? lock : undefined;
  const held = expired === undefined && lock?.state === 'held' ? lock : undefined;
  if (version.status === 'Deployed' && champion?.version === version.version) {
    if (serves(version, state, step)) return { action: 'skip', reason: `version ${version.version} serves already` };
    return held === undefined ? restore(state, version, step, expired, abandoned) : waitFor(held);
  }
  const approved = expired?.version === version.version ? recovered(version, expired, at) : version;
  if (approved.status !== 'Approved') {
    return { action: 'skip', reason: `version ${version.version} is ${version.status}, not Approved` };
  }
  if (champion !== undefined && champion.version > version.version) {
    const reason = `version ${version.version} is older than the champion, version ${champion.version}`;
    return { action: 'skip', reason };
  }
  if (held !== undefined) return waitFor(held);
  if (restorePending(state, at)) {
    const reason =
      `the traffic has to come to the champion, version ${champion?.version}, first; ` +
      'where no rollout of that is under way, ask for one';
    return { action: 'wait', reason };
  }
  const next = takeLock(state, step, endpointName, expired);
  const change: Change = {
    ...started(next, state, expired),
    puts: [
      next,
      transition(approved, 'Deploying', at, { endpointName, reasons: [] }),
      ...takenOver(state, expired, abandoned, at),
    ],
  };
  return { action: 'deploy', endpointName, change };
}

/** Whether the champion has the traffic, on the endpoint that it has, and that one is in service. */
const serves = ({ version, endpointName }: ModelVersion, { split }: RolloutState, { endpointInService }: BeginStep) => {
  const variant = championVariant(split);
  return variant?.version === version && variant.endpointName === endpointName && endpointInService;
};

/** The endpoint that the version has kept serves again, when it is still in service; else it gets a new one. */
function restore(
  state: RolloutState,
  version: ModelVersion,
  step: BeginStep,
  expired: RolloutLock | undefined,
  abandoned: ModelVersion | undefined,
): BeginRollout {
  const { at, endpointInService: endpointKept } = step;
  const before = version.endpointName;
  const endpointName = endpointKept && before !== undefined ? before : step.endpointName;
  const gone = before === undefined || before === endpointName ? [] : [before];
  const next = { ...takeLock(state, step, endpointName, expired, gone), restore: { endpointKept } };
  const change: Change = {
    ...started(next, state, expired),
    puts: [
      next,
      ...(before === endpointName ? [] : [{ ...version, endpointName }]),
      ...takenOver(state, expired, abandoned, at),
    ],
  };
  return { action: 'restore', endpointName, endpointKept, change };
}

const started = (next: RolloutLock, { champion }: RolloutState, expired: RolloutLock | undefined) => ({
  action: 'RolloutStarted' as const,
  actor: 'pipeline:begin-rollout',
  at: next.acquiredAt,
  version: next.version,
  evidence: {
    rolloutId: next.rolloutId,
    endpointName: next.endpointName,
    fencingToken: next.fencingToken,
    champion: champion?.version,
    restore: next.restore !== undefined,
    takenOverFrom: expired?.rolloutId,
  },
});

const begunAs = ({ endpointName, restore }: RolloutLock): BeginRollout =>
  restore === undefined ? { action: 'deploy', endpointName } : { action: 'restore', endpointName, ...restore };

const waitFor = ({ rolloutId, version, leaseUntil }: RolloutLock): BeginRollout => ({
  action: 'wait',
  reason: `rollout ${rolloutId} of version ${version} is in progress until ${leaseUntil} at most`,
});
