import type { Json } from '../canonical-json.js';
import type { Change } from './change.js';
import type { RegisteredModel, RetrainingStart, RetrainingTrigger } from './records.js';

export interface RetrainingWish {
  readonly runId: string;
  readonly trigger: RetrainingTrigger;
  /** The actor: a caller's ARN, `alarm:<name>` or `schedule:<model>`. */
  readonly startedBy: string;
  readonly reason?: string;
  /** What the auditor shall read beside run, trigger and reason. */
  readonly evidence?: { readonly [key: string]: Json };
}

export type RetrainingDecision =
  | { readonly start: true; readonly change?: Change }
  | {
      readonly start: false;
      /** The start that holds this one back. */
      readonly last: RetrainingStart;
      /** ISO 8601 time from when an alarm or the schedule may start the next. */
      readonly until: string;
    };

/**
 * Whether a retraining run starts, and the record of its start. Within the cooldown after a start by alarm or schedule,
 * neither starts another; a person's start is never held back, and holds nothing back. A run whose start is on record
 * under its id starts without a further record.
 */
export function startRetraining(
  head: RegisteredModel | undefined,
  wish: RetrainingWish,
  cooldownSeconds: number,
  now: Date,
): RetrainingDecision {
  const { runId, trigger, startedBy, reason, evidence = {} } = wish;
  const known = head?.lastRetraining ?? {};
  if (known[trigger]?.runId === runId) return { start: true };
  const last = newestStart([known.drift, known.schedule]);
  if (trigger !== 'manual' && last !== undefined) {
    const until = Date.parse(last.at) + cooldownSeconds * 1000;
    if (until > now.getTime()) return { start: false, last, until: new Date(until).toISOString() };
  }
  const at = now.toISOString();
  return {
    start: true,
    change: {
      action: 'RetrainingStarted',
      actor: startedBy,
      at,
      evidence: { runId, trigger, reason, ...evidence },
      puts: [],
      head: { lastRetraining: { ...known, [trigger]: { runId, trigger, startedBy, at } } },
    },
  };
}

/** The latest of some starts; undefined of none. */
export const newestStart = (starts: readonly (RetrainingStart | undefined)[]): RetrainingStart | undefined =>
  starts
    .filter((start) => start !== undefined)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .at(-1);
