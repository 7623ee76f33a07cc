import { compactTime } from '../../../lib/contracts/index.js';
import { Conflict, NotFound } from '../../domain/errors.js';
import {
  type AlarmChange,
  alarmActor,
  alarmSubject,
  retrainByAlarm,
  retrainingRunId,
  rollbackByAlarm,
} from '../../domain/monitoring/alarm-response.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelPolicyStore } from '../../ports/model-policy-store.js';
import type { ModelRegistryStore } from '../../ports/model-registry-store.js';
import type { Notifier } from '../../ports/notifier.js';
import type { WorkflowStarter } from '../../ports/workflow-starter.js';
import { changeRegistry } from '../change-registry.js';
import { readAlarmNotification } from '../documents/alarm-notification.js';
import { type AlarmAction, alarmMessage } from './alarm-message.js';
import { listReports, type PastReport, readReport } from './report-history.js';

export interface RespondToAlarmPorts {
  readonly artifacts: ArtifactStore;
  readonly registry: ModelRegistryStore;
  readonly policies: Pick<ModelPolicyStore, 'read'>;
  readonly workflows: Pick<WorkflowStarter, 'start'>;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly retrainingStateMachineArn: string;
}

/** What became of a message, for the log. */
export interface HandledAlarm {
  readonly outcome: 'dropped' | 'ignored' | 'notified';
  readonly alarm?: string;
  readonly state?: string;
  /** In a sentence: a rollback asked for, a retraining started, or why not. */
  readonly action?: string;
  readonly problem?: string;
}

/**
 * Responds to a change of an alarm's state: a candidate's alarm asks for the rollback of its bake, a drift alarm starts
 * retraining where the policy says so, and people are told in any case, with what could not be done or read. Rollback and
 * retraining happen once for a change, however often and in whatever order messages come.
 * A message that is no alarm is dropped.
 * @throws the first fault, after people were told, so that the message comes again
 */
export async function respondToAlarm(ports: RespondToAlarmPorts, message: string): Promise<HandledAlarm> {
  const alarm = readAlarmNotification(message);
  if ('problem' in alarm) return { outcome: 'dropped', problem: alarm.problem };
  const known = { alarm: alarm.name, state: alarm.state };
  const ended = alarm.state === 'OK' && alarm.previousState === 'ALARM';
  if (alarm.state !== 'ALARM' && !ended) return { outcome: 'ignored', ...known };
  const subject = alarmSubject(alarm);
  const faults: unknown[] = [];
  const problems: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (fault) {
      faults.push(fault);
      problems.push(`${what}: ${fault instanceof Error ? fault.message : String(fault)}`);
      return undefined;
    }
  };
  const action =
    alarm.state === 'ALARM'
      ? await attempt('The response failed, and is tried again', () => act(ports, alarm))
      : undefined;
  const report =
    subject.kind === 'drift' || subject.kind === 'incomplete-monitor'
      ? await attempt('The newest report could not be read', () =>
          reportOf(ports, subject.model, subject.kind === 'incomplete-monitor' && !ended),
        )
      : undefined;
  await ports.notifier.notify(
    alarmMessage({ alarm, subject, action, report, problems, bucket: ports.artifacts.bucket }),
  );
  if (faults.length > 0) throw faults[0];
  return { outcome: 'notified', ...known, ...(action === undefined ? {} : { action: action.sentence }) };
}

async function act(ports: RespondToAlarmPorts, alarm: AlarmChange): Promise<AlarmAction | undefined> {
  const subject = alarmSubject(alarm);
  if (subject.kind === 'drift') return retrain(ports, subject.model, alarm);
  if (subject.kind === 'slot' && subject.slot === 'candidate') return rollBack(ports, subject.model, alarm);
  return undefined;
}

const nothing = (sentence: string): AlarmAction => ({ done: 'nothing', sentence });

async function rollBack(
  { registry, clock }: RespondToAlarmPorts,
  model: string,
  alarm: AlarmChange,
): Promise<AlarmAction> {
  return changeRegistry(registry, model, async () => {
    const lock = await registry.readRolloutLock(model);
    const asked: AlarmAction = {
      done: 'rollback-requested',
      sentence: `The rollback of version ${lock?.version} was asked for.`,
    };
    const change = rollbackByAlarm(lock, alarm, clock.now().toISOString());
    if (change !== undefined) return { change, result: asked };
    const before = lock?.rollbackRequested?.by === alarmActor(alarm);
    return { result: before ? asked : nothing('No rollout bakes that it is about: nothing was rolled back.') };
  });
}

async function retrain(ports: RespondToAlarmPorts, model: string, alarm: AlarmChange): Promise<AlarmAction> {
  const { registry, policies, workflows, clock, retrainingStateMachineArn } = ports;
  const policy = await policies.read(model).catch((error: unknown) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  if (policy === undefined) return nothing('No retraining was started: the platform has no policy for this model.');
  if (!policy.retraining.onDrift)
    return nothing("No retraining was started: the model's policy does not retrain on drift.");
  const decision = await changeRegistry(registry, model, (head) => {
    const result = retrainByAlarm(head, alarm, policy.retraining.cooldownSeconds, clock.now());
    return { result, change: result.start ? result.change : undefined };
  });
  if (!decision.start)
    return nothing(
      `No retraining was started: the last one was too recent; an alarm may start the next from ${decision.until} on.`,
    );
  const runId = retrainingRunId(alarm);
  const input = { model, trigger: 'drift', startedBy: alarmActor(alarm), reason: alarm.reason };
  try {
    await workflows.start(retrainingStateMachineArn, runId, input);
  } catch (error) {
    // The input of a run id is always the same: the run that is there is this one, and it has ended.
    if (!(error instanceof Conflict)) throw error;
  }
  return { done: 'retraining-started', sentence: `Retraining run ${runId} was started.` };
}

type ReportInMessage = PastReport & { readonly key: string };

/** Reports that are looked through for an incomplete one: what raised the alarm was written just before. */
const MAXIMUM_READS = 50;

/** The newest report; where a window was read in part only, that of it: the incomplete one that was written last. */
async function reportOf(
  { artifacts, clock }: RespondToAlarmPorts,
  model: string,
  isIncomplete: boolean,
): Promise<ReportInMessage | undefined> {
  const now = clock.now();
  const ended = (await listReports(artifacts, model, now, 100)).filter(({ end }) => end <= compactTime(now));
  const candidates = isIncomplete
    ? ended.sort((a, b) => b.writtenAt.getTime() - a.writtenAt.getTime()).slice(0, MAXIMUM_READS)
    : ended.slice(0, 1);
  for (const { key } of candidates) {
    const report = await readReport(artifacts, key);
    if (!isIncomplete || !report.complete) return { ...report, key };
  }
  return undefined;
}
