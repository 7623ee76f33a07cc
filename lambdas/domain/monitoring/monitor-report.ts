import type { Reading } from '../datasets/reading.js';
import type { ColumnStatistics, ColumnTest, Distribution } from './column-statistics.js';
import {
  type ColumnCause,
  type ColumnDecision,
  type ColumnVerdict,
  type DriftRules,
  hasDrifted,
} from './decide-columns.js';
import type { LossBaseline, QualityDecision } from './decide-quality.js';
import type { OverdueLabels } from './overdue-labels.js';
import type { ColumnProfile } from './profile/column-profile.js';

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
  /**
   * Bound of the error of `ks.statistic` where it rests on sketches, those of both sides together, each of which keeps to its
   * own with 99 %; null where every value was looked at.
   */
  readonly rankError: number | null;
  readonly distribution: Distribution | null;
  readonly reference: ColumnProfile;
  readonly current: ColumnProfile;
}

export interface ReportQuality extends QualityDecision {
  readonly baselineLoss: LossBaseline | null;
  /** Rows of the window that the version (or nobody known) answered. */
  readonly rows: number;
  /** Of these, rows whose labels were looked for: all with a prediction, or the million with the smallest hash of their id. */
  readonly joined: number;
  /** Of these, rows with a label that means something, and their share. */
  readonly labelled: number;
  readonly coverage: number;
  /** Null where labels are not overdue, or nobody awaits any. */
  readonly overdue: OverdueLabels | null;
}

export interface WindowText {
  readonly start: string;
  readonly end: string;
}

/**
 * `empty`: the capture was read, and holds no record of the window. `unreadable`: there is capture, but no record of the
 * window could be read from it, so that nobody knows.
 */
export const REPORT_STATES = ['ok', 'empty', 'unreadable', 'no-champion'] as const;
export type ReportState = (typeof REPORT_STATES)[number];
/** Of a window with records what was found, else its state. */
export const REPORT_VERDICTS = [
  'ok',
  'drift',
  'quality-drop',
  'insufficient-data',
  'empty',
  'unreadable',
  'no-champion',
] as const;
export type ReportVerdict = (typeof REPORT_VERDICTS)[number];

/** An earlier window that the alarm rule looks at. */
export interface PastWindow {
  readonly window: WindowText;
  readonly verdict: ReportVerdict;
  readonly violated: boolean;
  readonly reportKey: string;
}

export interface Part {
  readonly planned: number;
  readonly read: number;
}

/**
 * How much of what was planned the report rests on. Missing are parts whose summary failed, and of the others the objects
 * that were damaged, or gone, or had no line that is a record.
 */
export interface Coverage {
  readonly shards: Part;
  readonly objects: Part;
  readonly bytes: Part;
  /** Of the objects; 1 where none was planned. */
  readonly share: number;
}

/** What was read of the window's capture. */
export interface ReportCapture {
  readonly objects: number;
  readonly damagedObjects: number;
  readonly lines: number;
  readonly corruptLines: number;
  /** Records of the window before duplicates are dropped. */
  readonly records: number;
  /** Records of the window that were there before, by inference id and row. */
  readonly duplicates: number;
  readonly outside: number;
  /** Records of earlier windows whose reports lack them. */
  readonly late: number;
  /** Records by version: '' where the capture does not say, `other` beyond the first hundred. */
  readonly versions: Readonly<Record<string, number>>;
  /** The first few things that could not be read. */
  readonly problems: readonly string[];
  readonly coverage: Coverage;
}

/** `report.json` of one window. */
export interface MonitorReport {
  readonly schemaVersion: 2;
  readonly model: string;
  /** Whose baseline it is; null for a fixed baseline, or without a champion. */
  readonly version: number | null;
  /** The object of the baseline; null without a champion, its version where it is not known. */
  readonly baseline: { readonly key: string; readonly versionId: string | null } | null;
  readonly runId: string;
  readonly window: WindowText;
  readonly state: ReportState;
  readonly verdict: ReportVerdict;
  /** Whether all planned parts and objects of the window were read; what is missing may hold more. */
  readonly complete: boolean;
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

export function reportColumn(
  decision: ColumnDecision,
  importance: number | null,
  sides: { readonly reference: ColumnProfile; readonly current: ColumnProfile },
): ReportColumn {
  const { name: _, statistics, ...decided } = decision;
  const { reference, current } = sides;
  return { ...decided, ...statistics, importance, reference, current };
}

/** Share of the columns that drifted. */
export function datasetDrift(columns: readonly ColumnDecision[]): MonitorReport['dataset'] {
  const drifted = columns.filter(hasDrifted).length;
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
  if (decisions.some(hasDrifted)) return 'drift';
  if (quality?.verdict === 'drop') return 'quality-drop';
  return decisions.every(({ verdict }) => verdict === 'insufficient-data') ? 'insufficient-data' : 'ok';
}
