import { CHAMPION } from '../../domain/registry/champion.js';
import { type Alias, MAXIMUM_ALIAS_HISTORY } from '../../domain/registry/records.js';
import type { ModelCard } from '../documents/model-card.js';

/** A time in which a version was named by an alias; open while it still is. */
export type Term = ModelCard['releases']['terms'][number];

const newestFirst = (a: Term, b: Term): number => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0);

/** When which alias named the version. */
export function releasesOf(version: number, aliases: readonly Alias[]): ModelCard['releases'] {
  const terms = aliases.flatMap(({ alias, version: named, since, history }): Term[] => [
    ...(named === version ? [{ alias, since, until: null }] : []),
    ...history
      .filter((term) => term.version === version)
      .map((term) => ({ alias, since: term.since, until: term.until })),
  ]);
  return {
    aliases: aliases
      .filter((alias) => alias.version === version)
      .map(({ alias }) => alias)
      .sort(),
    terms: terms.sort(newestFirst),
    complete: aliases.every(({ history }) => history.length < MAXIMUM_ALIAS_HISTORY),
  };
}

/** When it was the champion, the newest first. */
export const championTerms = ({ terms }: ModelCard['releases']): readonly Term[] =>
  terms.filter(({ alias }) => alias === CHAMPION);
