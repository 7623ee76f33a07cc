import { PreconditionFailed } from '../errors.js';
import { CHAMPION } from '../registry/champion.js';
import type { Change } from '../registry/change.js';
import { transition } from '../registry/life-cycle.js';
import { moveAlias } from '../registry/move-alias.js';
import type { ModelVersion } from '../registry/records.js';
import { candidateOf, type RolloutState } from './rollout-state.js';

export interface ChampionRollback {
  /** The version to go back to. Default the newest former champion that is Deployed. */
  readonly to?: number;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Makes a former champion the wanted one again: `state.version`, the champion, is RolledBack, and the alias moves. It
 * keeps its endpoint and its traffic until a rollout has brought that to the champion. A rollout of another version in
 * progress makes way for that, and is not promoted any more: somebody said since what is to serve.
 *
 * `former` are the versions that were champion before, newest first. Throws PreconditionFailed when none of them is to be
 * gone back to.
 */
export function rollBackChampion(
  state: RolloutState & { readonly version: ModelVersion },
  former: readonly ModelVersion[],
  { to, reason, by, at }: ChampionRollback,
): { readonly to: number; readonly change: Change } {
  const { model, version, champion } = state;
  const target = targetOf(version, former, to);
  const waits = candidateOf(state);
  const request = { reason: `champion was rolled back to version ${target.version}: ${reason}`, by, at };
  const change: Change = {
    action: 'ChampionRolledBack',
    actor: by,
    at,
    version: target.version,
    evidence: { rolledBack: version.version, to: target.version, reason, givenUp: waits?.version },
    puts: [
      transition(version, 'RolledBack', at, { reasons: [reason] }),
      moveAlias(champion, { model, alias: CHAMPION, version: target.version, at }),
      ...(waits === undefined || waits.abortRequested !== undefined ? [] : [{ ...waits, abortRequested: request }]),
    ],
  };
  return { to: target.version, change };
}

function targetOf(version: ModelVersion, former: readonly ModelVersion[], to: number | undefined): ModelVersion {
  const deployed = former.filter(({ status }) => status === 'Deployed');
  const target = to === undefined ? deployed[0] : deployed.find((candidate) => candidate.version === to);
  if (target !== undefined) return target;
  const wish = to === undefined ? 'nothing to go back to' : `no former champion ${to} that is Deployed`;
  const known = former.map((each) => `version ${each.version} is ${each.status}`).join(', ');
  const choice =
    deployed.length === 0
      ? 'Submit or approve another version, and its rollout takes over'
      : `Go back to ${deployed.map((each) => `version ${each.version}`).join(' or ')}`;
  throw new PreconditionFailed(
    `Champion ${version.version} of model ${version.model} can't be rolled back: there is ${wish}; ` +
      `${known === '' ? 'no version was champion before it' : `of the champions before it ${known}`}. ${choice}.`,
  );
}
