import { transition } from '../registry/life-cycle.js';
import {
  type Alias,
  MAXIMUM_RECORD_BYTES,
  type ModelVersion,
  type RegistryRecord,
  type RolloutLock,
  type TrafficSplit,
} from '../registry/records.js';
import { CHAMPION, endpointsOf } from './rollout-state.js';

/** Former champions that stay Deployed where a model's policy does not say. */
export const DEFAULT_SUPERSEDED_VERSIONS = 1;

/** Bytes of an audit record that stay free for the head, the evidence and the rollout's result. */
const RESERVED_BYTES = 20_000;

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

/** What becomes of the versions and the endpoints that a new traffic split leaves behind. */
export interface Clearance {
  readonly puts: readonly ModelVersion[];
  /** The superseded versions that are Retired now. */
  readonly retired: readonly number[];
  readonly endpointNames: readonly string[];
}

export interface Leftovers {
  readonly former: readonly ModelVersion[];
  readonly superseded: readonly ModelVersion[];
  /** What the change writes anyway: the audit record has to hold it, too. */
  readonly beside: readonly RegistryRecord[];
}

/**
 * Clears up after a new split: those that are no champion any more and served until now lose their endpoint, superseded
 * versions are Retired, and every endpoint goes that nobody needs: of the split before, of those versions, and what taken-
 * over rollouts left. Of the versions as many as one audit record holds; the others keep their endpoint until the next time.
 */
export function clearFormer(
  { former, superseded, beside }: Leftovers,
  splits: { readonly before: TrafficSplit | undefined; readonly after: TrafficSplit },
  lock: RolloutLock,
  at: string,
): Clearance {
  const withdrawn = former.filter(({ status, endpointName }) => status !== 'Deployed' && endpointName !== undefined);
  const room = MAXIMUM_RECORD_BYTES - RESERVED_BYTES - bytesOf(beside);
  const cleared = fitting([...withdrawn, ...superseded], room);
  const leaving = new Set(cleared.map(({ version }) => version));
  const endpoints = (versions: readonly ModelVersion[]) => versions.flatMap(({ endpointName }) => endpointName ?? []);
  const needed = [...endpointsOf(splits.after), ...endpoints(former.filter(({ version }) => !leaving.has(version)))];
  return {
    puts: cleared.map((version) =>
      version.status === 'Deployed'
        ? transition(version, 'Retired', at, { endpointName: undefined })
        : { ...version, endpointName: undefined },
    ),
    retired: cleared.filter(({ status }) => status === 'Deployed').map(({ version }) => version),
    endpointNames: withoutNeeded(
      [...endpoints(cleared), ...endpointsOf(splits.before), ...(lock.leftEndpointNames ?? [])],
      needed,
    ),
  };
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Those that fit into some bytes together: one that is too large for what is left keeps no smaller one out. */
function fitting(versions: readonly ModelVersion[], room: number): readonly ModelVersion[] {
  let left = room;
  return versions.filter((version) => {
    const bytes = bytesOf(version);
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

/** Each name once, without those that serve. */
export const withoutNeeded = (names: readonly string[], needed: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => !needed.includes(name));
