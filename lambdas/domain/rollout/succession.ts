import { CHAMPION } from '../registry/champion.js';
import type { Alias, ModelVersion } from '../registry/records.js';

/** Former champions that stay Deployed where a model's policy does not say. */
export const DEFAULT_SUPERSEDED_VERSIONS = 1;

/** Numbers of the versions that are or were champion, other than `but`: newest first, each once. */
export function formerChampions(champion: Alias | undefined, but: number | undefined): readonly number[] {
  if (champion === undefined) return [];
  const numbers = [champion.version, ...champion.history.map(({ version }) => version)];
  return [...new Set(numbers)].filter((version) => version !== but);
}

const isDeployed = ({ status }: ModelVersion): boolean => status === 'Deployed';

/** The former champions that a rollback goes back to: the newest `keep` that are Deployed. `former` is newest first. */
export const rollbackTargets = (former: readonly ModelVersion[], keep: number): readonly ModelVersion[] =>
  former.filter(isDeployed).slice(0, keep);

/**
 * The former champions that are to be Retired when a version is promoted: Deployed ones that no rollback goes back to,
 * without those that another alias names. The oldest first.
 */
export function supersededOf(
  former: readonly ModelVersion[],
  keep: number,
  aliases: readonly Alias[],
): readonly ModelVersion[] {
  const named = new Set(aliases.filter(({ alias }) => alias !== CHAMPION).map(({ version }) => version));
  const targets = rollbackTargets(former, keep);
  return former
    .filter((version) => isDeployed(version) && !targets.includes(version) && !named.has(version.version))
    .reverse();
}
