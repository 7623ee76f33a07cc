import { type ColumnDecision, hasDrifted } from './decide-columns.js';
import type { QualityDecision } from './decide-quality.js';
import { type OverdueLabels, overdueReason } from './overdue-labels.js';

export interface AlarmRules {
  /** Columns of less importance do not count. */
  readonly minimumImportance: number;
  readonly violatedWindows: number;
  readonly windows: number;
}

/** Share of each column. */
export type Importance = Readonly<Record<string, number>>;

/** Null where it is not known: for nobody told any, or not of that column, whatever it is named. */
export const importanceOf = (importance: Importance | undefined, column: string): number | null =>
  importance !== undefined && Object.hasOwn(importance, column) ? (importance[column] ?? null) : null;

/**
 * Why a window counts as violated, in words; empty when it does not. Columns with drift count when they matter or nobody
 * knows, broken ones always, and so do drift of the prediction, a drop of quality and labels that stay away.
 */
export function violations(
  columns: readonly ColumnDecision[],
  prediction: ColumnDecision | null,
  quality: QualityDecision,
  overdue: OverdueLabels | null,
  importance: Importance | undefined,
  rules: AlarmRules,
): string[] {
  const counting = columns.filter(
    ({ name, verdict, broken }) =>
      broken || (verdict === 'drift' && (importanceOf(importance, name) ?? 1) >= rules.minimumImportance),
  );
  return [
    ...counting.map(({ name, reason }) => `column ${name}: ${reason}`),
    ...(prediction !== null && hasDrifted(prediction) ? [`${prediction.name}: ${prediction.reason}`] : []),
    ...(quality.verdict === 'drop' ? [`quality: ${quality.reason}`] : []),
    ...(overdue === null ? [] : [overdueReason(overdue)]),
  ];
}

/**
 * Whether the alarm is on: the latest window is violated, and so are `violatedWindows` of the last `windows`.
 * @param earlier whether each earlier window was violated, newest first
 */
export function alarmHolds(latest: boolean, earlier: readonly boolean[], rules: AlarmRules): boolean {
  const recent = [latest, ...earlier.slice(0, rules.windows - 1)];
  return latest && recent.filter((violated) => violated).length >= rules.violatedWindows;
}
