import { CHAMPION } from '../registry/champion.js';
import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import { moveAlias } from '../registry/move-alias.js';
import type { Alias, ModelVersion, RolloutOutcome } from '../registry/records.js';
import { clearEndpoints, withoutNeeded } from './clear-endpoints.js';
import { finishRestore } from './finish-restore.js';
import {
  championVariant,
  endpointsOf,
  type HeldState,
  heldBy,
  type RolloutState,
  type RolloutStep,
  released,
  restored,
  splitOf,
} from './rollout-state.js';
import { DEFAULT_SUPERSEDED_VERSIONS, supersededOf } from './succession.js';

export interface FinishRollout {
  readonly outcome: RolloutOutcome;
  /** Endpoints that serve nobody any more. */
  readonly endpointNames: readonly string[];
  readonly change?: Change;
}

export interface FinishStep extends RolloutStep {
  readonly outcome: RolloutOutcome;
  readonly reason: string;
  /** The handler, as the audit record names it. Default `pipeline:finish-rollout`. */
  readonly actor?: string;
  /** Former champions that stay Deployed. Default 1. */
  readonly supersededVersions?: number;
}

/** What the end of a rollout looks at beside its state. */
export interface Succession {
  /** The versions that were champion before, newest first, each once. */
  readonly former: readonly ModelVersion[];
  /** All of the model. */
  readonly aliases: readonly Alias[];
}

/**
 * Ends a rollout: the candidate takes over, or the champion gets all traffic back; what was asked for in the last moment
 * wins over a promotion. Repeated, it answers as the first time; of a rollout that lost its lock to another it changes
 * nothing, and names its own endpoint for removal.
 *
 * A promoted version supersedes the champion, which stays Deployed with its endpoint, as do those before it up to
 * `supersededVersions`; the others are Retired, and their endpoints go.
 */
export function finishRollout(state: RolloutState, step: FinishStep, succession: Succession): FinishRollout {
  const { version } = state;
  const { rolloutId } = step;
  if (state.lock?.rolloutId === rolloutId && state.lock.result !== undefined) return state.lock.result;
  const lock = heldBy(rolloutId, state.lock);
  if (lock === undefined || version === undefined) return { outcome: 'abort', endpointNames: orphans(state) };
  const held: HeldState = { ...state, version, lock };
  const { rollbackRequested, abortRequested } = lock;
  if (lock.restore !== undefined) return finishRestore(held, step, succession.former);
  if (rollbackRequested !== undefined) {
    return withdraw(held, { ...step, outcome: 'rollback', reason: rollbackRequested.reason });
  }
  if (abortRequested !== undefined) return withdraw(held, { ...step, outcome: 'abort', reason: abortRequested.reason });
  return step.outcome === 'promote' ? promote(held, step, succession) : withdraw(held, step);
}

/** The endpoint of a version whose rollout was taken over, unless it serves. */
function orphans({ version, split, lock }: RolloutState): readonly string[] {
  if (version?.endpointName === undefined || version.status !== 'Approved') return [];
  const used = [...(lock === undefined ? [] : [lock.endpointName]), ...endpointsOf(split)];
  return withoutNeeded([version.endpointName], used);
}

const ACTOR = 'pipeline:finish-rollout';

function promote(state: HeldState, step: FinishStep, { former, aliases }: Succession): FinishRollout {
  const { model, version, lock, champion, split } = state;
  const { rolloutId, at, reason, actor = ACTOR, supersededVersions = DEFAULT_SUPERSEDED_VERSIONS } = step;
  const variant = { slot: CHAMPION, version: version.version, endpointName: lock.endpointName, weight: 100 } as const;
  const after = splitOf(state, [variant], at);
  const beside = [
    transition(version, 'Deployed', at, { endpointName: lock.endpointName }),
    moveAlias(champion, { model, alias: CHAMPION, version: version.version, at }),
    after,
  ];
  const superseded = supersededOf(former, supersededVersions, aliases);
  const leftovers = { former, superseded, beside: [...beside, lock] };
  const { puts, retired, endpointNames } = clearEndpoints(leftovers, { before: split, after }, lock, at);
  const result = { outcome: 'promote', endpointNames } as const;
  const change: Change = {
    action: 'ModelVersionDeployed',
    actor,
    at,
    version: version.version,
    evidence: { rolloutId, reason, previousChampion: champion?.version, retired },
    puts: [...beside, released(lock, result), ...puts],
  };
  return { ...result, change };
}

function withdraw(state: HeldState, { rolloutId, at, reason, outcome, actor = ACTOR }: FinishStep): FinishRollout {
  const { version, lock, split } = state;
  const rolledBack = outcome === 'rollback';
  const after = split === undefined ? undefined : restored(state, at);
  const endpointNames = withoutNeeded([lock.endpointName, ...(lock.leftEndpointNames ?? [])], endpointsOf(after));
  const result = { outcome, endpointNames };
  const change: Change = {
    action: rolledBack ? 'ModelVersionRolledBack' : 'RolloutAborted',
    actor,
    at,
    version: version.version,
    evidence: { rolloutId, reason, champion: championVariant(split)?.version },
    puts: [
      transition(version, rolledBack ? 'RolledBack' : 'Approved', at, {
        endpointName: undefined,
        reasons: [reason],
      }),
      ...(after === undefined ? [] : [after]),
      released(lock, result),
    ],
  };
  return { ...result, change };
}
