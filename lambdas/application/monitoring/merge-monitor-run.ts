import * as z from 'zod';
import { type MonitorSettings, objectKeys } from '../../../lib/contracts/index.js';
import { hasDrifted } from '../../domain/monitoring/decide-columns.js';
import { judgeWindow } from '../../domain/monitoring/judge-window.js';
import type { MonitorReport, PastWindow, ReportState } from '../../domain/monitoring/monitor-report.js';
import { readReference } from '../../domain/monitoring/reference.js';
import { type ReportMetrics, reportMetrics } from '../../domain/monitoring/report-metrics.js';
import type { ScoredIds } from '../../domain/monitoring/scored-ids.js';
import type { WindowSummary } from '../../domain/monitoring/window-summary.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import { type MonitorPlan, type MonitorSubject, monitorPlanSchema, runKeys } from '../documents/monitor-plan.js';
import { decode } from '../documents/monitor-summary.js';
import { parseJsonDocument } from '../documents/parse.js';
import { baselineOf, composeReport, type JudgedRows } from './compose-report.js';
import { findOverdueLabels } from './find-overdue-labels.js';
import { joinLabels } from './join-labels.js';
import { mergeDistinct } from './merge-distinct.js';
import { readHistory } from './report-history.js';
import { writeReport } from './write-report.js';

/** `round`: how often the run was merged before. */
export const mergeMonitorRunSchema = z.object({
  model: z.string(),
  runId: z.string(),
  runPrefix: z.string(),
  round: z.int().min(0).max(255).default(0),
});
export type MergeMonitorRunInput = z.infer<typeof mergeMonitorRunSchema>;

export interface MergeMonitorRunPorts {
  readonly artifacts: ArtifactStore;
  readonly clock: Clock;
  /** Writes one line to the log, as it is. */
  readonly publish: (metrics: ReportMetrics) => void;
}

/** Shards to be summarised again, so that each record is in one of them; then the run is merged again. */
export interface MergeAgain {
  readonly state: 'again';
  readonly model: string;
  readonly runId: string;
  readonly runPrefix: string;
  readonly shards: readonly number[];
  readonly round: number;
}

/** What a run answers; at most the first hundred drifted columns, those that are gone or of another type too. */
export interface MonitorRunOutput {
  readonly state: ReportState;
  readonly verdict: MonitorReport['verdict'];
  readonly reportKey: string;
  readonly htmlReportKey: string;
  readonly driftedColumns: readonly string[];
  readonly complete: boolean;
  /** Share of the planned objects that were read; neither of a failed shard nor damaged, gone or without a record that can be read. */
  readonly coverage: number;
  readonly violated: boolean;
  readonly alarm: 0 | 1;
}

const NAMED_COLUMNS = 100;

/**
 * Merges the summaries of a run, compares them with the baseline, joins labels, applies the alarm rule over the earlier
 * windows, writes the window's reports (those of an earlier run of the window are replaced) and publishes the metrics.
 * Shards without a summary are missing from the report, which says how much that is. Where two shards hold the same record,
 * it answers `again` first, and which shards have to leave theirs out.
 */
export async function mergeMonitorRun(
  ports: MergeMonitorRunPorts,
  settings: MonitorSettings,
  { runPrefix, round }: MergeMonitorRunInput,
): Promise<MonitorRunOutput | MergeAgain> {
  const { artifacts, clock } = ports;
  const planKey = runKeys.plan(runPrefix);
  const plan = parseJsonDocument(monitorPlanSchema, await artifacts.readText(planKey), planKey);
  const { model, runId, subject } = plan;
  const window = { start: new Date(plan.window.start), end: new Date(plan.window.end) };
  const version = subject?.version ?? null;
  const parts = await mergeDistinct(artifacts, runPrefix, plan, round);
  if (parts.again !== null) return { state: 'again', model, runId, runPrefix, shards: parts.again, round: round + 1 };
  const { merged, scored } = parts;
  const { history, newest, problem } = await readHistory(
    artifacts,
    { model, version, baseline: baselineOf(subject) },
    window,
    settings.windows - 1,
    clock.now(),
  );
  const judged =
    subject === null || merged.window === null || merged.window.rows === 0
      ? null
      : await judge(ports, settings, plan, subject, merged.window, scored, history);
  const problems = [...(problem === null ? [] : [problem]), ...merged.capture.problems];
  const report = composeReport(plan, settings, { ...merged.capture, problems }, history, judged);
  const keys = await writeReport(artifacts, report, objectKeys.monitorReport(model, window.start, window.end));
  ports.publish(reportMetrics(report, newest, clock.now()));
  const { state, verdict, violated, alarm, columns, complete, capture } = report;
  const driftedColumns = Object.entries(columns).flatMap(([name, column]) => (hasDrifted(column) ? [name] : []));
  return {
    state,
    verdict,
    ...keys,
    driftedColumns: driftedColumns.slice(0, NAMED_COLUMNS),
    complete,
    coverage: capture.coverage.share,
    violated,
    alarm: alarm ? 1 : 0,
  };
}

async function judge(
  { artifacts }: MergeMonitorRunPorts,
  settings: MonitorSettings,
  { model, runId, window: { start, end } }: MonitorPlan,
  subject: MonitorSubject,
  window: WindowSummary,
  scored: ScoredIds,
  history: readonly PastWindow[],
): Promise<JudgedRows> {
  const referenceKey = runKeys.reference(objectKeys.monitorRun(model, runId));
  const reference = decode(await artifacts.readBytes(referenceKey), referenceKey, readReference);
  const { join, reading } = await joinLabels(artifacts, settings, subject, scored, new Date(start));
  const labelled = join.labelled();
  const overdue = await findOverdueLabels(artifacts, settings, new Date(end));
  const earlier = history.map(({ violated }) => violated);
  return {
    ...judgeWindow(subject, reference, window, labelled, earlier, settings, overdue),
    subject,
    rows: { reference: reference.rows, current: window.rows, own: window.own, scored: window.scored },
    joined: join.joined,
    labelled: labelled.rows.length,
    groundTruth: reading,
  };
}
