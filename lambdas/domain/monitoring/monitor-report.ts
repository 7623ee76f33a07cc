import type { Reading } from '../datasets/reading.js';
import type { ColumnStatistics, ColumnTest, Distribution } from './column-statistics.js';
import type { ColumnCause, ColumnDecision, ColumnVerdict, DriftRules } from './decide-columns.js';
import type { LossBaseline, QualityDecision } from './decide-quality.js';

/** One column in `report.json`. Every field is always there; null where it does not apply. */
export interface ReportColumn extends ColumnStatistics {
  readonly type: 'numeric' | 'categorical';
  readonly verdict: ColumnVerdict;
  readonly cause: ColumnCause | null;
  readonly reason: string;
  /** Gone, of another type, or much emptier: counts for the alarm at any importance. */
  readonly broken: boolean;
  readonly missing: { readonly reference: number; readonly current: number };
  readonly mistyped: { readonly reference: number; readonly current: number };
  readonly pAdjusted: number | null;
  /** Share of the model's attention; null where it is not known. */
  readonly importance: number | null;
  readonly tests: readonly ColumnTest[];
  /** What a person should know of the values, in words. */
  readonly warnings: readonly string[];
  /** Bound of the error of `ks.statistic` where it rests on a sketch; null where every value was looked at. */
  readonly rankError: number | null;
  readonly distribution: Distribution | null;
}

export interface ReportQuality extends QualityDecision {
  readonly baselineLoss: LossBaseline | null;
  /** Rows of the version with a label, and their share. */
  readonly labelled: number;
  readonly coverage: number;
}

export interface WindowText {
  readonly start: string;
  readonly end: string;
}

export type ReportState = 'ok' | 'empty' | 'no-champion';
export type ReportVerdict = 'ok' | 'drift' | 'quality-drop' | 'insufficient-data' | 'empty' | 'no-champion';

/** An earlier window that the alarm rule looks at. */
export interface PastWindow {
  readonly window: WindowText;
  readonly verdict: ReportVerdict;
  readonly violated: boolean;
  readonly reportKey: string;
}

/** How much of the window's capture the report rests on. */
export interface ReportCapture {
  readonly objects: number;
  readonly damagedObjects: number;
  readonly lines: number;
  readonly corruptLines: number;
  /** Records of the window before duplicates are dropped. */
  readonly records: number;
  readonly outside: number;
  /** Records of earlier windows whose reports lack them. */
  readonly late: number;
  readonly versions: Readonly<Record<string, number>>;
  /** The first few things that could not be read. */
  readonly problems: readonly string[];
  readonly shards: { readonly planned: number; readonly summarised: number };
  /** Whether the statistics rest on a sample of the records, not on all of them. */
  readonly sampled: boolean;
}

/** `report.json` of one window. */
export interface MonitorReport {
  readonly schemaVersion: 1;
  readonly model: string;
  /** Whose baseline it is; null for a fixed baseline, or without a champion. */
  readonly version: number | null;
  readonly runId: string;
  readonly window: WindowText;
  readonly state: ReportState;
  readonly verdict: ReportVerdict;
  /** Whether this window counts for the alarm rule. */
  readonly violated: boolean;
  readonly alarm: boolean;
  /** Why it is violated, in words. */
  readonly causes: readonly string[];
  /** Distinct rows compared. */
  readonly rows: { readonly reference: number; readonly current: number };
  readonly columns: Readonly<Record<string, ReportColumn>>;
  readonly prediction: (ReportColumn & { readonly name: string }) | null;
  readonly quality: ReportQuality | null;
  /** Newest first. */
  readonly history: readonly PastWindow[];
  readonly dataset: { readonly drifted: boolean; readonly driftedShare: number };
  readonly rules: DriftRules & {
    readonly violatedWindows: number;
    readonly windows: number;
    readonly minimumImportance: number;
  };
  readonly capture: ReportCapture;
  /** What was read of the labels, and what was skipped; null where none were needed. */
  readonly groundTruth: Reading | null;
}

/** Half of the columns: a summary for people, not the alarm. */
const DATASET_SHARE = 0.5;

export function reportColumn(decision: ColumnDecision, importance: number | null): ReportColumn {
  const { name: _, statistics, ...decided } = decision;
  return { ...decided, ...statistics, importance };
}

/** Share of the columns with the verdict drift. */
export function datasetDrift(columns: readonly ColumnDecision[]): MonitorReport['dataset'] {
  const drifted = columns.filter(({ verdict }) => verdict === 'drift').length;
  const driftedShare = columns.length === 0 ? 0 : drifted / columns.length;
  return { drifted: driftedShare >= DATASET_SHARE, driftedShare };
}

/** The headline of a window with records: drift of anything, else a drop of quality, else whether anything was decided. */
export function headline(
  columns: readonly ColumnDecision[],
  prediction: ColumnDecision | null,
  quality: QualityDecision | null,
): ReportVerdict {
  const decisions = prediction === null ? columns : [...columns, prediction];
  if (decisions.some(({ verdict, broken }) => verdict === 'drift' || broken)) return 'drift';
  if (quality?.verdict === 'drop') return 'quality-drop';
  return decisions.every(({ verdict }) => verdict === 'insufficient-data') ? 'insufficient-data' : 'ok';
}
