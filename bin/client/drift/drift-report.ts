import { compareColumn } from '../../../lambdas/domain/monitoring/compare-columns.js';
import {
  type ColumnDecision,
  type DriftRules,
  decideColumns,
} from '../../../lambdas/domain/monitoring/decide-columns.js';
import { datasetDrift } from '../../../lambdas/domain/monitoring/monitor-report.js';
import { type Progress, silent } from '../../output/progress.js';
import type { TableOptions } from '../read-table.js';
import { inputOf, readWindows } from './read-windows.js';

/** The thresholds of a monitor for which none were set. */
export const DEFAULT_RULES: DriftRules = {
  minimumRows: 100,
  psiThreshold: 0.2,
  distanceThreshold: 0.1,
  significance: 0.05,
};

export const PRESETS = ['evidently', 'nannyml', 'model-monitor'] as const;
export type Preset = (typeof PRESETS)[number];

/** What is to be compared: which columns of which files, and by whose rules. */
export interface DriftQuestion extends TableOptions {
  readonly reference: string;
  readonly current: string;
  /** With these or `categorical`, columns named in neither are left out. Default: what the reference's values are. */
  readonly numeric?: readonly string[];
  readonly categorical?: readonly string[];
  /** Default: the rules of the monitor. */
  readonly preset?: Preset;
  /** In how many chunks the reference is cut, whose spread makes the thresholds; for the preset `nannyml`. */
  readonly chunks?: number;
}

export interface DriftReport {
  readonly rows: { readonly reference: number; readonly current: number };
  /** In the order of the reference's columns. */
  readonly columns: readonly ColumnDecision[];
  readonly dataset: { readonly drifted: boolean; readonly driftedShare: number };
  /** What a person should know beside the verdicts. */
  readonly notes: readonly string[];
}

/** Compares two files of rows. Throws CommandError that says what is wrong with a file or an option. */
export async function driftReport(question: DriftQuestion, progress: Progress = silent): Promise<DriftReport> {
  const { rows, columns: windows, notes } = await readWindows(question, progress);
  const columns = decideColumns(
    windows.map((window) => compareColumn(inputOf(window))),
    DEFAULT_RULES,
  );
  return { rows, columns, dataset: datasetDrift(columns), notes };
}
