import { usable } from '../columns/column-side.js';
import { type AlarmRules, alarmHolds, violations } from './alarm-rule.js';
import type { ComparedColumn } from './column-statistics.js';
import { compareCategoricalSummaries, compareNumericSummaries } from './compare-summaries.js';
import { type ColumnDecision, type DriftRules, decideColumns } from './decide-columns.js';
import { decideQuality, type Labelled, type QualityDecision, type QualityRules } from './decide-quality.js';
import type { OverdueLabels } from './overdue-labels.js';
import { isMulticlass, type JudgedSubject } from './predictions.js';
import type { ColumnReference, Reference } from './reference.js';
import type { ColumnSummary, WindowSummary } from './window-summary.js';

/** A column with both its sides, and what was decided of it. */
export interface JudgedColumn {
  readonly decision: ColumnDecision;
  readonly reference: ColumnReference;
  readonly current: ColumnSummary;
}

export interface JudgedWindow {
  readonly columns: readonly JudgedColumn[];
  readonly prediction: JudgedColumn | null;
  readonly quality: QualityDecision;
  readonly overdue: OverdueLabels | null;
  readonly causes: readonly string[];
  readonly alarm: boolean;
}

/**
 * Judges a window by its summary: every column over all rows, prediction and quality over the rows that the version (or
 * nobody known) answered, and the alarm rule. A window that is not complete is judged by what was read of it: what it
 * violates, it violates; else it counts as not violated.
 * @param earlier whether each earlier window was violated, newest first
 * @param overdue labels that should have come; null where none should have
 */
export function judgeWindow(
  subject: JudgedSubject,
  reference: Reference,
  current: WindowSummary,
  labelled: Labelled,
  earlier: readonly boolean[],
  rules: DriftRules & QualityRules & AlarmRules,
  overdue: OverdueLabels | null = null,
): JudgedWindow {
  const pairs = subject.columns.map(({ name }, at): Pair => {
    const [before, now] = [reference.columns[at], current.columns[at]];
    if (before === undefined || now === undefined) throw new RangeError(`Nothing is summarised of column ${name}`);
    return { name, reference: before, current: now };
  });
  const columns = decide(pairs, rules);
  const predicted = predictionPair(subject, reference, current);
  const prediction = predicted === undefined ? null : (decide([predicted], rules)[0] ?? null);
  const quality = decideQuality(labelled, subject.loss ?? null, rules);
  const causes = violations(
    columns.map(({ decision }) => decision),
    prediction?.decision ?? null,
    quality,
    overdue,
    subject.importance,
    rules,
  );
  return { columns, prediction, quality, overdue, causes, alarm: alarmHolds(causes.length > 0, earlier, rules) };
}

interface Pair {
  readonly name: string;
  readonly reference: ColumnReference;
  readonly current: ColumnSummary;
}

function decide(pairs: readonly Pair[], rules: DriftRules): JudgedColumn[] {
  const decisions = decideColumns(pairs.map(compare), rules);
  return pairs.flatMap(({ reference, current }, at) => {
    const decision = decisions[at];
    return decision === undefined ? [] : [{ decision, reference, current }];
  });
}

function compare({ name, reference, current }: Pair): ComparedColumn {
  const sides = { name, type: reference.kind, reference: reference.summary.side, current: current.summary.side };
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    return { ...sides, comparison: compareNumericSummaries(reference, current.summary) };
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    return { ...sides, comparison: compareCategoricalSummaries(reference.summary, current.summary) };
  }
  throw new RangeError(`Column ${name} is ${reference.kind} in the baseline, and ${current.kind} in the window`);
}

/** Classification: the probability where both sides have one, else the label, as of three or more; regression: the number. */
function predictionPair(subject: JudgedSubject, reference: Reference, current: WindowSummary): Pair | undefined {
  if (!isMulticlass(subject) && reference.probability !== null && current.probability !== null) {
    const summary = current.probability;
    if (usable(summary.side) > 0) {
      return { name: 'probability', reference: reference.probability, current: { kind: 'numeric', summary } };
    }
  }
  if (reference.prediction === null || current.prediction === null) return undefined;
  return { name: 'prediction', reference: reference.prediction, current: current.prediction };
}
