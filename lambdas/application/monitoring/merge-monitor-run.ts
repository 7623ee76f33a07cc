import * as z from 'zod';
import { type MonitorSettings, objectKeys } from '../../../lib/contracts/index.js';
import type { Reading } from '../../domain/datasets/reading.js';
import { constraintViolations } from '../../domain/monitoring/constraint-violations.js';
import { type JudgedWindow, judgeWindow } from '../../domain/monitoring/judge-window.js';
import {
  datasetDrift,
  headline,
  type MonitorReport,
  type PastWindow,
  type ReportState,
  reportColumn,
} from '../../domain/monitoring/monitor-report.js';
import { type MonitoredRecord, RecordSample } from '../../domain/monitoring/record-sample.js';
import { type ReportMetrics, reportMetrics } from '../../domain/monitoring/report-metrics.js';
import type { ArtifactStore } from '../../ports/artifact-store.js';
import type { Clock } from '../../ports/clock.js';
import { type MonitorPlan, type MonitorSubject, monitorPlanSchema, runKeys } from '../documents/monitor-plan.js';
import { type CaptureCounts, decodeSummary } from '../documents/monitor-summary.js';
import { parseJsonDocument } from '../documents/parse.js';
import { readLabels } from '../read-labels.js';
import { renderReport } from '../render-report/render-report.js';
import { readBaseline } from './read-baseline.js';
import { readHistory } from './report-history.js';
import { SAMPLE_CAPACITY } from './summarise-shard.js';

export const mergeMonitorRunSchema = z.object({ model: z.string(), runId: z.string(), runPrefix: z.string() });
export type MergeMonitorRunInput = z.infer<typeof mergeMonitorRunSchema>;

export interface MergeMonitorRunPorts {
  readonly artifacts: ArtifactStore;
  readonly clock: Clock;
  /** Writes one line to the log, as it is. */
  readonly publish: (metrics: ReportMetrics) => void;
}

/** What a run answers; at most the first hundred drifted columns. */
export interface MonitorRunOutput {
  readonly state: ReportState;
  readonly verdict: MonitorReport['verdict'];
  readonly reportKey: string;
  readonly htmlReportKey: string;
  readonly driftedColumns: readonly string[];
  readonly violated: boolean;
  readonly alarm: 0 | 1;
}

const NAMED_COLUMNS = 100;

/**
 * Merges the summaries of a run, compares them with the baseline, joins labels, applies the alarm rule over the earlier
 * windows, writes the window's reports (those of an earlier run of the window are replaced) and publishes the metrics.
 */
export async function mergeMonitorRun(
  ports: MergeMonitorRunPorts,
  settings: MonitorSettings,
  { runPrefix }: MergeMonitorRunInput,
): Promise<MonitorRunOutput> {
  const { artifacts, clock, publish } = ports;
  const planKey = runKeys.plan(runPrefix);
  const plan = parseJsonDocument(monitorPlanSchema, await artifacts.readText(planKey), planKey);
  const { model, subject } = plan;
  const window = { start: new Date(plan.window.start), end: new Date(plan.window.end) };
  const version = subject?.version ?? null;
  const { history, newest } = await readHistory(
    artifacts,
    { model, version },
    window,
    settings.windows - 1,
    clock.now(),
  );
  const merged = await mergeSummaries(artifacts, plan);
  const report =
    subject === null || merged.records.length === 0
      ? reportOf(plan, settings, merged, history)
      : reportOf(
          plan,
          settings,
          merged,
          history,
          await judge(ports, settings, subject, window.start, merged.records, history),
        );

  const folder = objectKeys.monitorReport(model, window.start, window.end);
  const [reportKey, htmlReportKey] = [`${folder}report.json`, `${folder}report.html`];
  await artifacts.write(`${folder}constraint_violations.json`, toJson(constraintViolations(report)), {
    contentType: 'application/json',
  });
  await artifacts.write(htmlReportKey, renderReport(report), { contentType: 'text/html; charset=utf-8' });
  await artifacts.write(reportKey, toJson(report), { contentType: 'application/json' });
  publish(reportMetrics(report, newest, clock.now()));
  const { state, verdict, violated, alarm, columns } = report;
  const driftedColumns = Object.keys(columns).filter((name) => columns[name]?.verdict === 'drift');
  return {
    state,
    verdict,
    reportKey,
    htmlReportKey,
    driftedColumns: driftedColumns.slice(0, NAMED_COLUMNS),
    violated,
    alarm: alarm ? 1 : 0,
  };
}

interface Judged extends JudgedWindow {
  readonly referenceRows: number;
  readonly subject: MonitorSubject;
  readonly groundTruth: Reading;
}

async function judge(
  { artifacts }: MergeMonitorRunPorts,
  settings: MonitorSettings,
  subject: MonitorSubject,
  since: Date,
  records: readonly MonitoredRecord[],
  history: readonly PastWindow[],
): Promise<Judged> {
  const baseline = await readBaseline(artifacts, subject);
  const ids = new Set(records.map(({ id }) => id));
  const { labels, reading } = await readLabels({
    artifacts,
    keyPrefix: settings.groundTruthKeyPrefix,
    since,
    wanted: ids,
    open: (key) => artifacts.readStream(key),
  });
  const truth = new Map([...labels].map(([id, { label }]) => [id, label]));
  const earlier = history.map(({ violated }) => violated);
  return {
    ...judgeWindow(subject, baseline, records, truth, earlier, settings),
    referenceRows: baseline.rows,
    subject,
    groundTruth: reading,
  };
}

interface Merged {
  readonly records: readonly MonitoredRecord[];
  readonly capture: MonitorReport['capture'];
}

/** In the order of the shards, one summary in memory at a time. A shard without a summary is missing from the window. */
async function mergeSummaries(artifacts: ArtifactStore, plan: MonitorPlan): Promise<Merged> {
  const runPrefix = objectKeys.monitorRun(plan.model, plan.runId);
  const sample = new RecordSample(SAMPLE_CAPACITY);
  const counts: Record<keyof CaptureCounts, number> = {
    objects: 0,
    damagedObjects: 0,
    lines: 0,
    corruptLines: 0,
    records: 0,
    outside: 0,
    late: 0,
  };
  const versions: Record<string, number> = {};
  const problems: string[] = [];
  let summarised = 0;
  for await (const { key } of artifacts.list(runKeys.summaries(runPrefix))) {
    const summary = decodeSummary(await artifacts.readBytes(key), key);
    summarised++;
    sample.addAll(summary.sample);
    problems.push(...summary.problems.slice(0, Math.max(0, 20 - problems.length)));
    for (const name of Object.keys(counts) as (keyof CaptureCounts)[]) counts[name] += summary.counts[name];
    for (const [version, count] of Object.entries(summary.versions))
      versions[version] = (versions[version] ?? 0) + count;
  }
  const records = sample.records();
  const part = { planned: plan.shards, read: summarised };
  const coverage = { shards: part, objects: part, bytes: part, share: summarised / Math.max(plan.shards, 1) };
  return { records, capture: { ...counts, duplicates: 0, versions, problems, coverage } };
}

function reportOf(
  { model, runId, window, subject }: MonitorPlan,
  settings: MonitorSettings,
  { records, capture }: Merged,
  history: readonly PastWindow[],
  judged?: Judged,
): MonitorReport {
  const { minimumRows, psiThreshold, distanceThreshold, significance, violatedWindows, windows, minimumImportance } =
    settings;
  const rules = {
    minimumRows,
    psiThreshold,
    distanceThreshold,
    significance,
    violatedWindows,
    windows,
    minimumImportance,
  };
  const head = { schemaVersion: 1, model, version: subject?.version ?? null, runId, window } as const;
  if (judged === undefined) {
    const state = subject === null ? 'no-champion' : 'empty';
    const nothing = {
      violated: false,
      alarm: false,
      causes: [],
      columns: {},
      prediction: null,
      quality: null,
      groundTruth: null,
    };
    const rows = { reference: 0, current: 0 };
    return { ...head, state, verdict: state, ...nothing, rows, history, dataset: datasetDrift([]), rules, capture };
  }
  const { columns, prediction, quality, causes, alarm, labelled, coverage, referenceRows, groundTruth } = judged;
  const { importance, loss } = judged.subject;
  return {
    ...head,
    state: 'ok',
    verdict: headline(columns, prediction, quality),
    violated: causes.length > 0,
    alarm,
    causes,
    rows: { reference: referenceRows, current: records.length },
    columns: Object.fromEntries(
      columns.map((column) => [column.name, reportColumn(column, importance?.[column.name] ?? null)]),
    ),
    prediction: prediction === null ? null : { name: prediction.name, ...reportColumn(prediction, null) },
    quality: { ...quality, baselineLoss: loss ?? null, labelled, coverage },
    history,
    dataset: datasetDrift(columns),
    rules,
    capture,
    groundTruth,
  };
}

/** Numbers that JSON lacks are the strings "NaN", "Infinity" and "-Infinity". */
const toJson = (document: object): string =>
  `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value), 2)}\n`;
