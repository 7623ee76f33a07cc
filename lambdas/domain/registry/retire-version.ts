import { PreconditionFailed } from '../errors.js';
import { CHAMPION } from './champion.js';
import type { Change } from './change.js';
import { transition } from './life-cycle.js';
import type { Alias, Approval, ModelVersion, RolloutLock, TrafficSplit } from './records.js';

/** Who serves a model, and which versions people gave names to. */
export interface ServingState {
  /** All of the model. */
  readonly aliases: readonly Alias[];
  readonly split: TrafficSplit | undefined;
  readonly lock: RolloutLock | undefined;
}

export interface Retirement {
  readonly actor: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/**
 * Retires a version: its record and evidence stay, its endpoint goes, which the event of this change starts. Other
 * aliases than `champion` may go on naming it; nobody can decide its `approval` any more. Undefined when it is Retired
 * already. Throws PreconditionFailed, with what to do first, while the version serves or is being rolled out, or when
 * the life cycle has no such step.
 */
export function retireVersion(
  version: ModelVersion,
  state: ServingState,
  { actor, at, reason }: Retirement,
  approval?: Approval,
): Change | undefined {
  if (version.status === 'Retired') return undefined;
  const obstacle = obstacleTo(version.version, state);
  if (obstacle !== undefined) {
    throw new PreconditionFailed(`Version ${version.version} of model ${version.model} ${obstacle}`);
  }
  return {
    action: 'ModelVersionRetired',
    actor,
    at,
    version: version.version,
    evidence: { reason, endpointNames: version.endpointName === undefined ? [] : [version.endpointName] },
    puts: [
      transition(version, 'Retired', at, { endpointName: undefined }),
      ...(approval?.status === 'Pending' ? [{ ...approval, status: 'Expired' } as const] : []),
    ],
  };
}

/** Why the version can't be retired now, whatever its status; undefined when nothing of the model needs it. */
export function obstacleTo(version: number, { aliases, split, lock }: ServingState): string | undefined {
  if (aliases.some((alias) => alias.alias === CHAMPION && alias.version === version)) {
    return "is the champion and can't be retired: promote another version or roll back first";
  }
  if (lock?.state === 'held' && lock.version === version) {
    return `is being rolled out and can't be retired: wait until rollout ${lock.rolloutId} has ended, or roll it back`;
  }
  const variant = split?.variants.find((served) => served.version === version);
  if (variant === undefined) return undefined;
  return `gets ${variant.weight} % of the requests and can't be retired: wait until they go to the champion`;
}
