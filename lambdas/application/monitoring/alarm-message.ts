import type { AlarmChange, AlarmSubject } from '../../domain/monitoring/alarm-response.js';
import { hasDrifted } from '../../domain/monitoring/decide-columns.js';
import type { Notification } from '../../ports/notifier.js';
import type { PastReport } from './report-history.js';

/** What was done about an alarm. */
export interface AlarmAction {
  readonly done: 'rollback-requested' | 'retraining-started' | 'nothing';
  /** What was done, or why not, for people. */
  readonly sentence: string;
}

export interface AlarmMessageFacts {
  readonly alarm: AlarmChange;
  readonly subject: AlarmSubject;
  /** None where nothing is to be done, or it failed. */
  readonly action?: AlarmAction;
  /** Of an alarm that is about a report: the newest, or the incomplete one that raised it. */
  readonly report?: PastReport & { readonly key: string };
  /** What could not be done or read, in sentences. */
  readonly problems: readonly string[];
  readonly bucket: string;
}

/** What the on-call engineer reads: what happened and why, what was done, where the report is, what to do next. */
export function alarmMessage(facts: AlarmMessageFacts): Notification {
  const { alarm, subject, action, problems } = facts;
  const ended = alarm.state === 'OK';
  const text = [
    `Alarm ${alarm.name} went from ${alarm.previousState} to ${alarm.state} at ${alarm.changedAt.toISOString()}.`,
    `Cause: ${alarm.reason}`,
    ...reportLines(facts),
    ...(action === undefined ? [] : ['', `Done: ${action.sentence}`]),
    ...(problems.length === 0 ? [] : ['', ...problems.map((problem) => `Problem: ${problem}`)]),
    '',
    `Next: ${ended ? 'nothing; it is over.' : nextStep(facts)}`,
  ];
  return { subject: `${ended ? 'Recovered' : 'ALARM'}: ${title(subject, alarm)}`, text: `${text.join('\n')}\n` };
}

function title(subject: AlarmSubject, { name }: AlarmChange): string {
  if (subject.kind === 'drift') return `drift of model ${subject.model}`;
  if (subject.kind === 'stale-monitor') return `monitor of model ${subject.model} does not run`;
  if (subject.kind === 'incomplete-monitor') return `a window of model ${subject.model} was watched in part only`;
  if (subject.kind === 'slot') return `${subject.metric} of the ${subject.slot} of model ${subject.model}`;
  return name;
}

function reportLines({ report, bucket }: AlarmMessageFacts): string[] {
  if (report === undefined) return [];
  const { window, verdict, causes, columns, quality, key, complete } = report;
  const drifted = Object.entries(columns)
    .filter(([, column]) => hasDrifted(column))
    .map(([name]) => name);
  return [
    '',
    `${complete ? 'Newest' : 'Incomplete'} report: window ${window.start} to ${window.end}, verdict ${verdict}.`,
    ...causes.map((cause) => `- ${cause}`),
    `Drifted columns: ${drifted.join(', ') || 'none'}.`,
    `Quality: ${quality === null ? 'not known' : `${quality.verdict}; ${quality.reason}`}.`,
    `Report: s3://${bucket}/${key.replace(/report\.json$/, 'report.html')}`,
  ];
}

function nextStep({ alarm, subject, action, report }: AlarmMessageFacts): string {
  if (subject.kind === 'drift') {
    const labels = report?.quality?.overdue ? 'mend what delivers the labels; ' : '';
    return action?.done === 'retraining-started'
      ? `${labels}read the report; a broken column is mended at its source, not by retraining. The retrained version must pass its gates to take over.`
      : `${labels}read the report, and mend the source of a broken column, or start retraining yourself: mlops retrain start --model ${subject.model}`;
  }
  if (subject.kind === 'stale-monitor')
    return `look at the failed executions of the monitor's state machine of model ${subject.model}.`;
  if (subject.kind === 'incomplete-monitor') {
    const { start, end } = report?.window ?? { start: '…', end: '…' };
    return `read in the report how much of its window it covers, mend what kept the rest from being read, then run the window again: mlops monitor run --model ${subject.model} --start ${start} --end ${end} --wait`;
  }
  return alarm.description?.replace(/^.*Next: /s, '') ?? 'look at the alarm in CloudWatch.';
}
