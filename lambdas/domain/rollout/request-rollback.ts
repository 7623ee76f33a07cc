import type { Change } from '../registry/change.js';
import type { RolloutLock } from '../registry/records.js';

/** Asks for a rollback of the bake in progress; undefined when nothing is baking, or one was asked for already. */
export function requestRollback(
  lock: RolloutLock | undefined,
  { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: string },
): Change | undefined {
  if (lock?.state !== 'held' || !lock.baking || lock.rollbackRequested !== undefined) return undefined;
  return {
    action: 'RollbackRequested',
    actor: by,
    at,
    version: lock.version,
    evidence: { rolloutId: lock.rolloutId, reason },
    puts: [{ ...lock, rollbackRequested: { reason, by, at } }],
  };
}
