import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import { moveAlias } from '../registry/move-alias.js';
import type { ModelVersion, RolloutLock, RolloutOutcome } from '../registry/records.js';
import {
  CHAMPION,
  championVariant,
  heldBy,
  type RolloutState,
  type RolloutStep,
  restored,
  splitOf,
} from './rollout-state.js';

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
}

/**
 * Ends a rollout: the candidate takes over, or the champion gets all traffic back; a rollback that was asked for in the
 * last moment wins over a promotion. Repeated, it answers as the first time; of a rollout that lost its lock to another
 * it changes nothing, and names its own endpoint for removal.
 *
 * A promoted version supersedes the champion, which keeps its endpoint; `superseded` is the one that the champion had
 * superseded: it is Retired, and its endpoint goes.
 */
export function finishRollout(state: RolloutState, step: FinishStep, superseded?: ModelVersion): FinishRollout {
  const { version } = state;
  const { rolloutId } = step;
  if (state.lock?.rolloutId === rolloutId && state.lock.result !== undefined) return state.lock.result;
  const lock = heldBy(rolloutId, state.lock);
  if (lock === undefined || version === undefined) return { outcome: 'abort', endpointNames: orphans(state) };
  if (step.outcome !== 'promote') return withdraw({ ...state, version, lock }, step);
  const { rollbackRequested } = lock;
  return rollbackRequested === undefined
    ? promote({ ...state, version, lock }, step, superseded)
    : withdraw({ ...state, version, lock }, { ...step, outcome: 'rollback', reason: rollbackRequested.reason });
}

/** The endpoint of a version whose rollout was taken over, unless it serves. */
function orphans({ version, split, lock }: RolloutState): readonly string[] {
  if (version?.endpointName === undefined || version.status !== 'Approved') return [];
  const used = [lock?.endpointName, ...(split?.variants ?? []).map((variant) => variant.endpointName)];
  return used.includes(version.endpointName) ? [] : [version.endpointName];
}

const ACTOR = 'pipeline:finish-rollout';

type HeldState = RolloutState & { readonly version: ModelVersion; readonly lock: RolloutLock };

const leftBy = (lock: RolloutLock): readonly string[] => lock.leftEndpointNames ?? [];

const release = (lock: RolloutLock, result: NonNullable<RolloutLock['result']>): RolloutLock => ({
  ...lock,
  state: 'released',
  baking: false,
  result,
});

function promote(
  state: HeldState,
  { rolloutId, at, reason, actor = ACTOR }: FinishStep,
  superseded: ModelVersion | undefined,
): FinishRollout {
  const { model, version, lock, champion } = state;
  const retired = superseded?.status === 'Deployed' && superseded.version !== version.version ? superseded : undefined;
  const endpointNames = [...(retired?.endpointName === undefined ? [] : [retired.endpointName]), ...leftBy(lock)];
  const result = { outcome: 'promote', endpointNames } as const;
  const alias = moveAlias(champion, { model, alias: CHAMPION, version: version.version, at });
  const variant = { slot: CHAMPION, version: version.version, endpointName: lock.endpointName, weight: 100 } as const;
  const change: Change = {
    action: 'ModelVersionDeployed',
    actor,
    at,
    version: version.version,
    evidence: { rolloutId, reason, previousChampion: champion?.version, retired: retired?.version },
    puts: [
      transition(version, 'Deployed', at, { endpointName: lock.endpointName }),
      alias,
      splitOf(state, [variant], at),
      release(lock, result),
      ...(retired === undefined ? [] : [transition(retired, 'Retired', at, { endpointName: undefined })]),
    ],
  };
  return { ...result, change };
}

function withdraw(state: HeldState, { rolloutId, at, reason, outcome, actor = ACTOR }: FinishStep): FinishRollout {
  const { version, lock, split } = state;
  const rolledBack = outcome === 'rollback';
  const result = { outcome, endpointNames: [lock.endpointName, ...leftBy(lock)] };
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
      ...(split === undefined ? [] : [restored(state, at)]),
      release(lock, result),
    ],
  };
  return { ...result, change };
}
