import { type Alias, MAXIMUM_ALIAS_HISTORY } from './records.js';

/** The alias, new or not, when it names `version` from `at` on; what it named before goes to its history. */
export function moveAlias(
  before: Alias | undefined,
  to: { readonly model: string; readonly alias: string; readonly version: number; readonly at: string },
): Alias {
  const { model, alias, version, at } = to;
  const past = before === undefined ? [] : [{ version: before.version, since: before.since, until: at }];
  return {
    kind: 'Alias',
    model,
    revision: before?.revision ?? 0,
    alias,
    version,
    since: at,
    history: [...past, ...(before?.history ?? [])].slice(0, MAXIMUM_ALIAS_HISTORY),
  };
}
