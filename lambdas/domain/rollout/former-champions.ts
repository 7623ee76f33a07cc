import { transition } from '../registry/life-cycle.js';
import {
  type Alias,
  MAXIMUM_RECORD_BYTES,
  type ModelVersion,
  type RolloutLock,
  type TrafficSplit,
} from '../registry/records.js';
import { CHAMPION, endpointsOf } from './rollout-state.js';

/** Former champions that stay Deployed where a model's policy does not say. */
export const DEFAULT_SUPERSEDED_VERSIONS = 1;

/** The audit record holds each version that a change writes; this much is left for those that a promotion retires. */
const RETIRED_BYTES = MAXIMUM_RECORD_BYTES / 2;

/** Numbers of the versions that are or were champion, other than `but`: newest first, each once. */
export function formerChampions(champion: Alias | undefined, but: number | undefined): readonly number[] {
  if (champion === undefined) return [];
  const numbers = [champion.version, ...champion.history.map(({ version }) => version)];
  return [...new Set(numbers)].filter((version) => version !== but);
}

/**
 * The former champions that are to be Retired when a version is promoted: Deployed ones beyond the newest `keep`, without
 * those that another alias names. The oldest first, as many as one audit record holds; the next promotion takes the rest.
 */
export function supersededOf(
  former: readonly ModelVersion[],
  keep: number,
  aliases: readonly Alias[],
): readonly ModelVersion[] {
  const named = new Set(aliases.filter(({ alias }) => alias !== CHAMPION).map(({ version }) => version));
  const due = former
    .filter(({ status }) => status === 'Deployed')
    .slice(keep)
    .filter(({ version }) => !named.has(version))
    .reverse();
  let bytes = 0;
  return due.filter((version) => {
    bytes += Buffer.byteLength(JSON.stringify(version));
    return bytes <= RETIRED_BYTES;
  });
}

/** What becomes of the versions and the endpoints that a new traffic split leaves behind. */
export interface Clearance {
  readonly puts: readonly ModelVersion[];
  readonly endpointNames: readonly string[];
}

/**
 * Clears up after a new split: superseded versions are Retired, those that are no champion any more and served until now
 * lose their endpoint, and every endpoint goes that nobody needs: of the split before, of those versions, and what taken-
 * over rollouts left.
 */
export function clearFormer(
  { former, superseded }: { readonly former: readonly ModelVersion[]; readonly superseded: readonly ModelVersion[] },
  splits: { readonly before: TrafficSplit | undefined; readonly after: TrafficSplit },
  lock: RolloutLock,
  at: string,
): Clearance {
  const retired = new Set(superseded.map(({ version }) => version));
  const stays = ({ version, status }: ModelVersion): boolean => status === 'Deployed' && !retired.has(version);
  const withdrawn = former.filter(({ status, endpointName }) => status !== 'Deployed' && endpointName !== undefined);
  const leaving = [...superseded, ...withdrawn].flatMap(({ endpointName }) => endpointName ?? []);
  const needed = [
    ...endpointsOf(splits.after),
    ...former.filter(stays).flatMap(({ endpointName }) => endpointName ?? []),
  ];
  return {
    puts: [
      ...superseded.map((version) => transition(version, 'Retired', at, { endpointName: undefined })),
      ...withdrawn.map((version) => ({ ...version, endpointName: undefined })),
    ],
    endpointNames: withoutNeeded(
      [...leaving, ...endpointsOf(splits.before), ...(lock.leftEndpointNames ?? [])],
      needed,
    ),
  };
}

/** Each name once, without those that serve. */
export const withoutNeeded = (names: readonly string[], needed: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => !needed.includes(name));
