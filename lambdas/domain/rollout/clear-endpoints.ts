import { transition } from '../registry/life-cycle.js';
import {
  MAXIMUM_RECORD_BYTES,
  type ModelVersion,
  type RegistryRecord,
  type RolloutLock,
  type TrafficSplit,
} from '../registry/records.js';
import { endpointsOf } from './rollout-state.js';

/** Bytes of an audit record that stay free for the head, the evidence and the rollout's result. */
const RESERVED_BYTES = 20_000;

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
export function clearEndpoints(
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
