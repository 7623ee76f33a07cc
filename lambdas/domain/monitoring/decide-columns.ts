import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { twoProportionPValue } from '../statistics/two-proportion.js';
import { type ColumnSide, usable } from './column.js';
import type { ColumnStatistics, ColumnTest, ComparedColumn, Comparison, Distribution } from './column-statistics.js';
import { describePValue, describeShare, effectReason } from './words.js';

export interface DriftRules {
  /** Rows a side. */
  readonly minimumRows: number;
  readonly psiThreshold: number;
  /** Of the normalised Wasserstein distance (numeric) and the Jensen-Shannon distance. */
  readonly distanceThreshold: number;
  /** Of Benjamini-Hochberg adjusted p-values. */
  readonly significance: number;
}

/** A share of missing values that moved by this much is drift. */
export const MISSING_SHIFT = 0.05;
/** A column with more values of another type than this, of those that are there, has changed its type. */
const MISTYPED_SHARE = 0.5;

export type ColumnVerdict = 'ok' | 'drift' | 'insufficient-data' | 'not-comparable';

/** What is wrong with a column: it is gone, of another type, as full as it was no more, or of other values. */
export type ColumnCause = 'missing-column' | 'type-change' | 'completeness' | 'distribution';

export interface ColumnDecision {
  readonly name: string;
  readonly type: 'numeric' | 'categorical';
  readonly verdict: ColumnVerdict;
  /** Null where nothing is wrong, or it is not known. */
  readonly cause: ColumnCause | null;
  /** In words, with the numbers that decided. */
  readonly reason: string;
  /** A column gone, of another type, or much emptier than before: counts for the alarm however little it matters. */
  readonly broken: boolean;
  /** Of the p-value reported (`ks` or `chi2`), over all columns that have one. */
  readonly pAdjusted: number | null;
  readonly statistics: ColumnStatistics;
  /** Each measure that the rules look at against its threshold, whatever the verdict. */
  readonly tests: readonly ColumnTest[];
  /** What a person should know of the values, in words. */
  readonly warnings: readonly string[];
  /** Bound of the error of `ks.statistic`; null where every value was looked at. */
  readonly rankError: number | null;
  readonly missing: { readonly reference: number; readonly current: number };
  readonly mistyped: { readonly reference: number; readonly current: number };
  readonly distribution: Distribution | null;
}

const NO_STATISTICS: ColumnStatistics = {
  psi: null,
  ks: null,
  wasserstein: null,
  wassersteinNormalized: null,
  jensenShannon: null,
  hellinger: null,
  chi2: null,
  cramersV: null,
  lInfinity: null,
  unseen: null,
  vanished: null,
};

/**
 * Decides each column of a window: drift needs an effect (PSI, or a normalised distance, at its threshold), a p-value
 * that survives Benjamini-Hochberg over all columns, and enough rows on both sides; or a share of missing values that
 * moved by 0.05, by a two-proportion test with a Benjamini-Hochberg family of its own.
 */
export function decideColumns(columns: readonly ComparedColumn[], rules: DriftRules): ColumnDecision[] {
  const compared = columns.map(({ comparison }) => comparison);
  const adjusted = benjaminiHochberg(compared.map((comparison) => comparison?.decisionPValue ?? null));
  const reported = adjustedPValues(columns);
  const missing = benjaminiHochberg(
    columns.map(({ reference, current }) =>
      reference.rows < rules.minimumRows || current.rows < rules.minimumRows
        ? null
        : twoProportionPValue(without(reference), reference.rows, without(current), current.rows),
    ),
  );
  return columns.map((column, i) => {
    const comparison = compared[i] ?? null;
    const pValues = { decision: adjusted[i] ?? null, missing: missing[i] ?? null };
    const outcome = decide(column, comparison, pValues, rules);
    return decisionOf(
      column,
      outcome,
      measureTests(comparison?.statistics ?? NO_STATISTICS, rules),
      reported[i] ?? null,
    );
  });
}

/** Benjamini-Hochberg over the p-values reported (`ks` or `chi2`); null where a column has none. */
export const adjustedPValues = (columns: readonly ComparedColumn[]): (number | null)[] =>
  benjaminiHochberg(
    columns.map(({ comparison }) => comparison?.statistics.ks?.pValue ?? comparison?.statistics.chi2?.pValue ?? null),
  );

/** A decision, with what comparing the column says beside it. */
export function decisionOf(
  { name, type, reference, current, comparison }: ComparedColumn,
  outcome: Outcome,
  tests: readonly ColumnTest[],
  pAdjusted: number | null,
): ColumnDecision {
  return {
    name,
    type,
    ...outcome,
    pAdjusted,
    statistics: comparison?.statistics ?? NO_STATISTICS,
    tests,
    warnings: comparison?.warnings ?? [],
    rankError: comparison?.rankError ?? null,
    missing: { reference: reference.missing, current: current.missing },
    mistyped: { reference: reference.mistyped, current: current.mistyped },
    distribution: comparison?.distribution ?? null,
  };
}

function measureTests(statistics: ColumnStatistics, rules: DriftRules): ColumnTest[] {
  const measures = [
    ['psi', rules.psiThreshold],
    ['wassersteinNormalized', rules.distanceThreshold],
    ['jensenShannon', rules.distanceThreshold],
  ] as const;
  return measures.flatMap(([name, threshold]) => {
    const score = statistics[name];
    return score === null ? [] : [{ name, score, threshold, drifted: score >= threshold }];
  });
}

/** Rows without a value of the column's type. */
const without = (side: ColumnSide): number => side.missing + side.mistyped;

export type Outcome = Pick<ColumnDecision, 'verdict' | 'cause' | 'reason' | 'broken'>;

function decide(
  { reference, current }: ComparedColumn,
  comparison: Comparison | null,
  pValues: { readonly decision: number | null; readonly missing: number | null },
  rules: DriftRules,
): Outcome {
  const { minimumRows } = rules;
  if (reference.rows < minimumRows || current.rows < minimumRows) {
    return insufficient(reference.rows, current.rows, 'rows', minimumRows);
  }
  const broken = brokenColumn(current);
  if (broken !== null) return broken;
  const moved = without(current) / current.rows - without(reference) / reference.rows;
  if (Math.abs(moved) >= MISSING_SHIFT && (pValues.missing ?? 1) < rules.significance) {
    const [before, now] = [
      describeShare(without(reference) / reference.rows),
      describeShare(without(current) / current.rows),
    ];
    const reason = `missing values went from ${before} to ${now} (adjusted p ${describePValue(pValues.missing)})`;
    return { verdict: 'drift', cause: 'completeness', reason, broken: moved > 0 };
  }
  if (usable(reference) < minimumRows || usable(current) < minimumRows || comparison === null) {
    return insufficient(usable(reference), usable(current), 'values', minimumRows);
  }
  if (comparison.constantReference) {
    return { verdict: 'not-comparable', cause: null, reason: 'the baseline has one value only', broken: false };
  }
  const effect = effectReason(comparison.statistics, rules);
  const significant = (pValues.decision ?? 1) < rules.significance;
  const tested = `adjusted p ${describePValue(pValues.decision)}`;
  if (effect.found && significant) {
    return { verdict: 'drift', cause: 'distribution', reason: `${effect.words}; ${tested}`, broken: false };
  }
  const reason = effect.found ? `${effect.words}, but it may be chance: ${tested}` : effect.words;
  return { verdict: 'ok', cause: null, reason, broken: false };
}

/** A column that is gone from the current rows, or mostly of another type: nothing to compare. */
export function brokenColumn(current: ColumnSide): Outcome | null {
  if (current.rows > 0 && current.absent === current.rows) {
    const reason = 'the column is gone: no record of the window has it';
    return { verdict: 'not-comparable', cause: 'missing-column', reason, broken: true };
  }
  const filled = current.rows - current.missing;
  if (filled > 0 && current.mistyped / filled > MISTYPED_SHARE) {
    const share = describeShare(current.mistyped / filled);
    const reason = `the type changed: ${share} of the values are no numbers`;
    return { verdict: 'not-comparable', cause: 'type-change', reason, broken: true };
  }
  return null;
}

function insufficient(reference: number, current: number, what: string, minimum: number): Outcome {
  const reason = `${reference} ${what} in the baseline and ${current} in the window; at least ${minimum} on both sides decide`;
  return { verdict: 'insufficient-data', cause: null, reason, broken: false };
}
