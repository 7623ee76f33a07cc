import type { Change } from '../registry/change.js';
import type { RolloutLock } from '../registry/records.js';

/**
 * Asks for the rollback of the candidate in progress, whether it has traffic yet or not; undefined when there is none, or
 * one was asked for already. A rollout that brings the champion back has no candidate.
 */
export function rollBackCandidate(
  lock: RolloutLock | undefined,
  { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: string },
): Change | undefined {
  if (lock?.state !== 'held' || lock.restore !== undefined || lock.rollbackRequested !== undefined) return undefined;
  return {
    action: 'RollbackRequested',
    actor: by,
    at,
    version: lock.version,
    evidence: { rolloutId: lock.rolloutId, reason },
    puts: [{ ...lock, rollbackRequested: { reason, by, at } }],
  };
}
