import type { RolloutLock } from '../registry/records.js';
import { heldBy } from './rollout-state.js';

/**
 * An alarm that stays in ALARM this long into a bake is about this candidate, whatever set it off. Without new requests
 * an alarm of three periods of a minute looks five minutes back, and at the running one (CloudWatch's evaluation range),
 * and is evaluated once a minute.
 */
export const STALE_ALARM_SECONDS = 420;

export interface BakeAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly since: Date;
}

export interface Bake {
  readonly rolloutId: string;
  readonly startedAt: Date;
  readonly seconds: number;
}

export interface BakeVerdict {
  /** `stop`: the candidate gets no more traffic, for whatever reason. */
  readonly verdict: 'baking' | 'quiet' | 'stop';
  readonly reason: string;
}

/**
 * How a bake stands. An alarm from before the bake is the candidate before's: it neither rolls this one back nor lets it
 * pass, until it clears or has lasted `STALE_ALARM_SECONDS` of the bake. An alarm that does not exist can't watch, and
 * counts as one.
 */
export function judgeBake(
  bake: Bake,
  lock: RolloutLock | undefined,
  watched: readonly string[],
  alarms: readonly BakeAlarm[],
  now: Date,
): BakeVerdict {
  const own = heldBy(bake.rolloutId, lock);
  if (own === undefined) return { verdict: 'stop', reason: `rollout ${bake.rolloutId} no longer holds the lock` };
  if (own.rollbackRequested !== undefined) {
    const { by, reason } = own.rollbackRequested;
    return { verdict: 'stop', reason: `rollback asked for by ${by}: ${reason}` };
  }
  if (own.abortRequested !== undefined) {
    const { by, reason } = own.abortRequested;
    return { verdict: 'stop', reason: `given up by ${by}: ${reason}` };
  }
  const missing = watched.filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) return { verdict: 'stop', reason: `no such alarm: ${missing.join(', ')}` };
  const elapsed = (now.getTime() - bake.startedAt.getTime()) / 1000;
  const ringing = alarms.filter((alarm) => alarm.state === 'ALARM');
  const current = ringing.find((alarm) => alarm.since >= bake.startedAt || elapsed >= STALE_ALARM_SECONDS);
  if (current !== undefined) return { verdict: 'stop', reason: `alarm ${current.name}: ${current.reason}` };
  if (elapsed < bake.seconds) return { verdict: 'baking', reason: `${Math.floor(elapsed)} s of ${bake.seconds} s` };
  return ringing[0] === undefined
    ? { verdict: 'quiet', reason: `no alarm in ${bake.seconds} s` }
    : { verdict: 'baking', reason: `waiting for alarm ${ringing[0].name}, which is from before this bake` };
}
