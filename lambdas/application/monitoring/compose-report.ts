import type { MonitorSettings } from '../../../lib/contracts/index.js';
import type { Reading } from '../../domain/datasets/reading.js';
import { importanceOf } from '../../domain/monitoring/alarm-rule.js';
import type { JudgedColumn, JudgedWindow } from '../../domain/monitoring/judge-window.js';
import {
  datasetDrift,
  headline,
  type MonitorReport,
  type PastWindow,
  type ReportCapture,
  type ReportColumn,
  type ReportState,
  reportColumn,
} from '../../domain/monitoring/monitor-report.js';
import { summaryProfile } from '../../domain/monitoring/profile/summary-profile.js';
import type { MonitorPlan, MonitorSubject } from '../documents/monitor-plan.js';

/** A window with records, judged. */
export interface JudgedRows extends JudgedWindow {
  readonly subject: MonitorSubject;
  /** Distinct records: of the baseline, of the window, those of the version, and those with a prediction. */
  readonly rows: {
    readonly reference: number;
    readonly current: number;
    readonly own: number;
    readonly scored: number;
  };
  /** Rows whose labels were looked for, and those of them that have one. */
  readonly joined: number;
  readonly labelled: number;
  readonly groundTruth: Reading;
}

/** The report of a window; `judged` where it has records. */
export function composeReport(
  { model, runId, window, subject }: MonitorPlan,
  settings: MonitorSettings,
  capture: ReportCapture,
  history: readonly PastWindow[],
  judged: JudgedRows | null,
): MonitorReport {
  const rules = rulesOf(settings);
  const head = {
    schemaVersion: 2,
    model,
    version: subject?.version ?? null,
    baseline: baselineOf(subject),
    runId,
    window,
    complete: isWhole(capture),
    rules,
    history,
    capture,
  } as const;
  if (judged === null) {
    const state = stateOf(subject, capture);
    return {
      ...head,
      state,
      verdict: state,
      violated: false,
      alarm: false,
      causes: [],
      rows: { reference: 0, current: 0 },
      columns: {},
      prediction: null,
      quality: null,
      dataset: datasetDrift([]),
      groundTruth: null,
    };
  }
  const { columns, prediction, quality, causes, alarm, groundTruth } = judged;
  const { importance } = judged.subject;
  const decisions = columns.map(({ decision }) => decision);
  return {
    ...head,
    state: 'ok',
    verdict: headline(decisions, prediction?.decision ?? null, quality),
    violated: causes.length > 0,
    alarm,
    causes,
    rows: { reference: judged.rows.reference, current: judged.rows.current },
    columns: Object.fromEntries(
      columns.map((column) => [column.decision.name, inReport(column, importanceOf(importance, column.decision.name))]),
    ),
    prediction: prediction === null ? null : { name: prediction.decision.name, ...inReport(prediction, null) },
    quality: {
      ...quality,
      reason: withUnscored(quality.reason, judged),
      ...joinOf(judged),
      baselineLoss: judged.subject.loss ?? null,
    },
    dataset: datasetDrift(decisions),
    groundTruth,
  };
}

export const baselineOf = (subject: MonitorSubject | null): MonitorReport['baseline'] =>
  subject === null ? null : { key: subject.baseline.key, versionId: subject.baseline.versionId ?? null };

/** Of a window without a record. */
function stateOf(subject: MonitorSubject | null, capture: ReportCapture): Exclude<ReportState, 'ok'> {
  if (subject === null) return 'no-champion';
  return isWhole(capture) ? 'empty' : 'unreadable';
}

const isWhole = ({ coverage: { shards, objects } }: ReportCapture): boolean =>
  shards.read === shards.planned && objects.read === objects.planned;

function inReport({ decision, reference, current }: JudgedColumn, importance: number | null): ReportColumn {
  const range = reference.kind === 'numeric' ? reference.summary.moments : null;
  return reportColumn(decision, importance, {
    reference: summaryProfile(reference, range),
    current: summaryProfile(current, range),
  });
}

/** The labelled share of the version's rows; where labels were looked for a part of them only, that of the part stands for all. */
function joinOf({ rows: { own, scored }, joined, labelled, overdue }: JudgedRows) {
  const coverage = labelled === 0 ? 0 : (labelled * scored) / (joined * own);
  return { rows: own, joined, labelled, coverage, overdue };
}

/** Rows whose prediction no label can be compared with, none of the model's labels or no probability, are told beside the verdict. */
const withUnscored = (reason: string, { rows: { own, scored } }: JudgedRows): string =>
  own === scored
    ? reason
    : `${reason}; ${own - scored} of ${own} rows have no prediction that a label can be compared with`;

const rulesOf = (settings: MonitorSettings): MonitorReport['rules'] => {
  const { minimumRows, psiThreshold, distanceThreshold, significance, violatedWindows, windows, minimumImportance } =
    settings;
  return {
    minimumRows,
    psiThreshold,
    distanceThreshold,
    significance,
    violatedWindows,
    windows,
    minimumImportance,
  };
};
