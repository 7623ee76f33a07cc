import type { RetirementPolicy } from '../../../lib/contracts/index.js';
import { TRANSITIONS } from './life-cycle.js';
import type { Alias, ModelVersion } from './records.js';
import { obstacleTo, type ServingState } from './retire-version.js';

/** A version that the policy retires, and why, in words. */
export interface DueVersion {
  readonly version: ModelVersion;
  readonly reason: string;
}

/** What time must not take. */
export interface NeededVersions extends ServingState {
  /** Former champions that a rollback may go back to. */
  readonly rollbackTargets: ReadonlySet<number>;
}

const DAY_MS = 86_400_000;

/**
 * Which of some versions are to be retired at a time: those that are too old or were inactive for too long. Never one
 * that serves, is being rolled out or waits for its gates, never one that a rollback may go back to, and never one that
 * an alias names: somebody wants it. What is due stays due, as long as nothing happens to it.
 */
export function dueForRetirement(
  policy: RetirementPolicy,
  versions: readonly ModelVersion[],
  state: NeededVersions,
  now: Date,
): readonly DueVersion[] {
  return versions.flatMap((version) => {
    const reason = isProtected(version, state) ? undefined : reasonOf(policy, version, state.aliases, now);
    return reason === undefined ? [] : [{ version, reason }];
  });
}

/** Whether a policy retires anything by the time that passes. */
export const retiresByTime = ({ maximumAgeDays, inactiveDays }: RetirementPolicy): boolean =>
  maximumAgeDays !== undefined || inactiveDays !== undefined;

const isProtected = ({ version, status }: ModelVersion, state: NeededVersions): boolean =>
  !TRANSITIONS[status].includes('Retired') ||
  state.rollbackTargets.has(version) ||
  state.aliases.some((alias) => alias.version === version) ||
  obstacleTo(version, state) !== undefined;

function reasonOf(
  { maximumAgeDays, inactiveDays }: RetirementPolicy,
  version: ModelVersion,
  aliases: readonly Alias[],
  now: Date,
): string | undefined {
  const age = daysSince(Date.parse(version.registeredAt), now);
  const inactive = daysSince(lastActive(version, aliases), now);
  if (maximumAgeDays !== undefined && age >= maximumAgeDays) {
    return `registered ${age} days ago; the model's policy keeps a version for ${maximumAgeDays}`;
  }
  if (inactiveDays !== undefined && inactive >= inactiveDays) {
    return `inactive for ${inactive} days; the model's policy keeps an inactive version for ${inactiveDays}`;
  }
  return undefined;
}

const daysSince = (time: number, now: Date): number => Math.floor((now.getTime() - time) / DAY_MS);

/** The last change of its status or of an alias that named it, in milliseconds since the epoch. */
function lastActive({ version, statusChangedAt }: ModelVersion, aliases: readonly Alias[]): number {
  const terms = aliases.flatMap(({ version: named, since, history }) => [
    ...(named === version ? [since] : []),
    ...history.filter((term) => term.version === version).map(({ until }) => until),
  ]);
  return Math.max(...[statusChangedAt, ...terms].map((time) => Date.parse(time)));
}
