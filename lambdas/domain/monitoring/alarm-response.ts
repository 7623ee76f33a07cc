import { METRIC_NAMESPACE, metricDimensions, monitorMetrics, type Slot } from '../../../lib/contracts/index.js';
import { sha256 } from '../canonical-json.js';
import type { Change } from '../registry/change.js';
import type { RegisteredModel, RolloutLock } from '../registry/records.js';
import { type RetrainingDecision, startRetraining } from '../registry/start-retraining.js';
import { rollBackCandidate } from '../rollout/roll-back-candidate.js';

export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A change of an alarm's state, as CloudWatch tells of it. */
export interface AlarmChange {
  readonly name: string;
  /** What the alarm means and what to do next, as its maker wrote it. */
  readonly description?: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly previousState: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly changedAt: Date;
  /** One, or those of an alarm on metric math. */
  readonly metrics: readonly AlarmMetric[];
}

/** What an alarm is about, by namespace, metric and dimensions; its name is for people. */
export type AlarmSubject =
  | { readonly kind: 'drift'; readonly model: string }
  | { readonly kind: 'stale-monitor'; readonly model: string }
  | { readonly kind: 'incomplete-monitor'; readonly model: string }
  | { readonly kind: 'slot'; readonly model: string; readonly slot: Slot; readonly metric: string }
  | { readonly kind: 'other' };

export function alarmSubject({ metrics }: AlarmChange): AlarmSubject {
  const ours = metrics.find(
    ({ namespace, dimensions }) => namespace === METRIC_NAMESPACE && dimensions[metricDimensions.model] !== undefined,
  );
  const model = ours?.dimensions[metricDimensions.model];
  if (ours === undefined || model === undefined) return { kind: 'other' };
  if (ours.name === monitorMetrics.driftAlarm) return { kind: 'drift', model };
  if (ours.name === monitorMetrics.monitorRan) return { kind: 'stale-monitor', model };
  if (ours.name === monitorMetrics.monitorCoverage) return { kind: 'incomplete-monitor', model };
  const slot = ours.dimensions[metricDimensions.slot];
  return slot === 'champion' || slot === 'candidate'
    ? { kind: 'slot', model, slot, metric: ours.name }
    : { kind: 'other' };
}

/** Who changes the registry when an alarm does. */
export const alarmActor = ({ name }: AlarmChange): string => `alarm:${name}`;

/**
 * The rollback of the bake in progress; undefined when nothing bakes, one was asked for, or the alarm changed before the
 * bake began and so is about another candidate.
 */
export function rollbackByAlarm(lock: RolloutLock | undefined, alarm: AlarmChange, at: string): Change | undefined {
  if (lock?.bakeStartedAt === undefined || alarm.changedAt.getTime() < Date.parse(lock.bakeStartedAt)) return undefined;
  return rollBackCandidate(lock, { reason: alarm.reason, by: alarmActor(alarm), at });
}

/** One run a change of state, however often it is delivered. */
export const retrainingRunId = ({ name, changedAt }: AlarmChange): string => {
  const time = changedAt.toISOString().replace(/[-:.]/g, '');
  return `drift-${time}-${sha256(`${name}\n${changedAt.toISOString()}`).slice(0, 8)}`;
};

/** Whether a drift alarm starts its retraining run; a repeated delivery of the same change starts it again. */
export const retrainByAlarm = (
  head: RegisteredModel | undefined,
  alarm: AlarmChange,
  cooldownSeconds: number,
  now: Date,
): RetrainingDecision =>
  startRetraining(
    head,
    {
      runId: retrainingRunId(alarm),
      trigger: 'drift',
      startedBy: alarmActor(alarm),
      reason: alarm.reason,
      evidence: { alarm: alarm.name, changedAt: alarm.changedAt.toISOString() },
    },
    cooldownSeconds,
    now,
  );
