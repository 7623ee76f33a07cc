import { PreconditionFailed } from '../errors.js';
import type { Change } from '../registry/change.js';
import type { ModelVersion } from '../registry/records.js';
import { championVariant, type RolloutState, servesAnother } from './rollout-state.js';

export interface RolloutWish {
  readonly reason?: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Asks for the rollout of an approved version, after one that was aborted for instance, or for the champion to serve: when
 * another version has its traffic, or its endpoint is lost, which the rollout looks at. The event of the change starts it. Without a change while a rollout of the
 * version is in progress. Throws PreconditionFailed for a version that a rollout would pass over.
 */
export function requestRollout(
  state: RolloutState & { readonly version: ModelVersion },
  { reason, by, at }: RolloutWish,
): { readonly message: string; readonly change?: Change } {
  const { version, champion, lock } = state;
  const { version: number, model, status } = version;
  if (lock?.state === 'held' && lock.version === number && lock.leaseUntil > at) {
    return { message: `Rollout ${lock.rolloutId} of version ${number} is in progress.` };
  }
  const isChampion = status === 'Deployed' && champion?.version === number;
  const abandoned = status === 'Deploying' && lock?.state === 'held' && lock.version === number;
  if (!isChampion && status !== 'Approved' && !abandoned) {
    throw new PreconditionFailed(
      `Version ${number} of model ${model} is ${status}: only an Approved version is rolled out` +
        `${champion === undefined ? '' : `, or the champion, which is version ${champion.version}`}`,
      { details: { status } },
    );
  }
  if (champion !== undefined && champion.version > number) {
    throw new PreconditionFailed(
      `Version ${number} of model ${model} is older than the champion, version ${champion.version}, and is not rolled ` +
        'out: roll back to a version that served before, or submit it again',
    );
  }
  const message = isChampion ? championMessage(state, number) : `The rollout of version ${number} is asked for.`;
  const change: Change = {
    action: 'RolloutRequested',
    actor: by,
    at,
    version: number,
    evidence: { reason, status },
    puts: [],
  };
  return { message, change };
}

function championMessage({ champion, split }: RolloutState, number: number): string {
  if (servesAnother({ champion, split })) {
    return `A rollout brings the traffic of version ${championVariant(split)?.version ?? 'none'} to version ${number}.`;
  }
  return (
    `Version ${number} is the champion: its endpoint is looked at, ` +
    'and when it is not in service, a rollout brings it up again.'
  );
}
