import { Conflict, PreconditionFailed } from '../errors.js';
import { CHAMPION } from './champion.js';
import type { Change } from './change.js';
import { moveAlias } from './move-alias.js';
import type { Alias, ModelVersion, VersionStatus } from './records.js';

/** Versions that passed their gates and that nobody turned down or retired: the ones that are worth a name. */
const WORTH_A_NAME: readonly VersionStatus[] = ['Validated', 'Approved', 'Deploying', 'Deployed', 'RolledBack'];

export interface AliasWish {
  readonly alias: string;
  /** What it is to name. */
  readonly target: ModelVersion;
  /** What the caller believes that it names now; null: that there is none. */
  readonly expectedVersion: number | null;
  readonly actor: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/**
 * Moves an alias by compare-and-set. One that names the target already stays as it is, whatever was expected: it may be
 * the same wish again. Throws Conflict, with what it names now, where the caller expected otherwise; PreconditionFailed
 * for `champion`, which says what serves, and for a version that is not worth a name.
 */
export function setAlias(
  before: Alias | undefined,
  wish: AliasWish,
): { readonly alias: Alias; readonly change?: Change } {
  const { alias, target, expectedVersion, actor, at, reason } = wish;
  const { model, version, status } = target;
  if (alias === CHAMPION) {
    throw new PreconditionFailed(
      'Alias champion follows what serves: the rollout of an approved version moves it, or a rollback; ' +
        'give the version another alias, such as challenger',
    );
  }
  if (before?.version === version) return { alias: before };
  if ((before?.version ?? null) !== expectedVersion) throw new Conflict(conflictOf(before, wish));
  if (!WORTH_A_NAME.includes(status)) {
    throw new PreconditionFailed(
      `Version ${version} of model ${model} is ${status}: alias ${alias} can name one that is ${WORTH_A_NAME.join(', ')}`,
      { details: { status, allowed: WORTH_A_NAME } },
    );
  }
  const after = moveAlias(before, { model, alias, version, at });
  const evidence = { alias, from: before?.version ?? null, to: version, reason };
  return { alias: after, change: { action: 'AliasMoved', actor, at, version, evidence, puts: [after] } };
}

function conflictOf(before: Alias | undefined, { alias, target: { model }, expectedVersion }: AliasWish): string {
  const now = before === undefined ? 'names nothing yet' : `names version ${before.version} since ${before.since}`;
  const expected = expectedVersion === null ? 'that it names nothing' : `version ${expectedVersion}`;
  return `Alias ${alias} of model ${model} ${now}; expected was ${expected}. Decide again, and expect what it is now`;
}
