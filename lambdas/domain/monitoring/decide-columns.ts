import { type ColumnSide, usable } from '../columns/column-side.js';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { twoProportionPValue } from '../statistics/two-proportion.js';
import type { ColumnStatistics, ColumnTest, ComparedColumn, Distribution } from './column-statistics.js';
import { decideCompleteness, withoutValue } from './decide-completeness.js';
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

/** What counts as drifted wherever columns are named or counted: a broken column too, whose values can't be compared. */
export const hasDrifted = ({ verdict, broken }: { readonly verdict: string; readonly broken: boolean }): boolean =>
  broken || verdict === 'drift';

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
 * that survives Benjamini-Hochberg over all columns that can be decided, and enough rows on both sides; or a share of rows without
 * a value (an infinite one is none) that moved by 0.05, by a two-proportion test with a Benjamini-Hochberg family of its own.
 */
export function decideColumns(columns: readonly ComparedColumn[], rules: DriftRules): ColumnDecision[] {
  const undecided = columns.map((column) => incomparable(column, rules));
  const adjusted = benjaminiHochberg(
    columns.map((column, i) => (undecided[i] === null && isComparable(column, rules) ? decisive(column) : null)),
  );
  const missing = benjaminiHochberg(
    columns.map(({ reference, current }, i) =>
      undecided[i] === null
        ? twoProportionPValue(withoutValue(reference), reference.rows, withoutValue(current), current.rows)
        : null,
    ),
  );
  const reported = adjustedPValues(columns);
  return columns.map((column, i) => {
    const pValues = { decision: adjusted[i] ?? null, missing: missing[i] ?? null };
    const decided = undecided[i] ?? decide(column, pValues, rules);
    const tests = measureTests(column.comparison?.statistics ?? NO_STATISTICS, rules);
    return decisionOf(column, decided, tests, reported[i] ?? null);
  });
}

const decisive = ({ comparison }: ComparedColumn): number | null => comparison?.decisionPValue ?? null;

const isComparable = ({ reference, current, comparison }: ComparedColumn, { minimumRows }: DriftRules): boolean =>
  usable(reference) >= minimumRows && usable(current) >= minimumRows && comparison?.constantReference === false;

/** What is odd about the values belongs to the reason of whatever was said of them. */
function withWarnings(decided: Decided, comparison: ComparedColumn['comparison']): Decided {
  if (comparison === null || comparison.warnings.length === 0) return decided;
  return { ...decided, reason: [decided.reason, ...comparison.warnings].join('; ') };
}

/** Benjamini-Hochberg over the p-values reported (`ks` or `chi2`); null where a column has none. */
export const adjustedPValues = (columns: readonly ComparedColumn[]): (number | null)[] =>
  benjaminiHochberg(
    columns.map(({ comparison }) => comparison?.statistics.ks?.pValue ?? comparison?.statistics.chi2?.pValue ?? null),
  );

/** A decision, with what comparing the column says beside it. */
export function decisionOf(
  { name, type, reference, current, comparison }: ComparedColumn,
  decided: Decided,
  tests: readonly ColumnTest[],
  pAdjusted: number | null,
): ColumnDecision {
  return {
    name,
    type,
    ...withWarnings(decided, comparison),
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

export type Decided = Pick<ColumnDecision, 'verdict' | 'cause' | 'reason' | 'broken'>;

/** Why neither values nor missing ones of the two sides can be held against each other; null where they can. */
function incomparable({ reference, current }: ComparedColumn, { minimumRows }: DriftRules): Decided | null {
  if (reference.rows < minimumRows || current.rows < minimumRows) {
    return insufficient(reference.rows, current.rows, 'rows', minimumRows);
  }
  return brokenColumn(reference, current);
}

const notComparable = (reason: string): Decided => ({ verdict: 'not-comparable', cause: null, reason, broken: false });

function decide(
  { reference, current, comparison }: ComparedColumn,
  pValues: { readonly decision: number | null; readonly missing: number | null },
  rules: DriftRules,
): Decided {
  const emptier = decideCompleteness(reference, current, pValues.missing, rules.significance);
  if (emptier !== null) return emptier;
  const { minimumRows } = rules;
  if (usable(reference) < minimumRows || usable(current) < minimumRows || comparison === null) {
    return insufficient(usable(reference), usable(current), 'values', minimumRows);
  }
  if (comparison.constantReference) return notComparable('the baseline has one value only');
  const effect = effectReason(comparison.statistics, rules);
  const significant = (pValues.decision ?? 1) < rules.significance;
  const tested = `adjusted p ${describePValue(pValues.decision)}`;
  if (effect.found && significant) {
    return { verdict: 'drift', cause: 'distribution', reason: `${effect.words}; ${tested}`, broken: false };
  }
  const reason = effect.found ? `${effect.words}, but it may be chance: ${tested}` : effect.words;
  return { verdict: 'ok', cause: null, reason, broken: false };
}

/** Of the values that are there, those of another type. */
const mistypedShare = ({ rows, missing, mistyped }: ColumnSide): number =>
  rows === missing ? 0 : mistyped / (rows - missing);

/** A column that is gone from a side, or mostly of another type there: nothing to compare. Null where it is neither. */
export function brokenColumn(reference: ColumnSide, current: ColumnSide): Decided | null {
  if (isGone(reference)) return notComparable('the baseline has no such column to compare with');
  const [before, now] = [mistypedShare(reference), mistypedShare(current)];
  if (before > MISTYPED_SHARE) {
    return notComparable(`${describeShare(before)} of the values of the baseline are no numbers`);
  }
  if (isGone(current)) {
    const reason = 'the column is gone: no record of the window has it';
    return { verdict: 'not-comparable', cause: 'missing-column', reason, broken: true };
  }
  if (now > MISTYPED_SHARE) {
    const reason = `the type changed: ${describeShare(now)} of the values are no numbers`;
    return { verdict: 'not-comparable', cause: 'type-change', reason, broken: true };
  }
  return null;
}

const isGone = ({ rows, absent }: ColumnSide): boolean => rows > 0 && absent === rows;

function insufficient(reference: number, current: number, what: string, minimum: number): Decided {
  const reason = `${reference} ${what} in the baseline and ${current} in the window; at least ${minimum} on both sides decide`;
  return { verdict: 'insufficient-data', cause: null, reason, broken: false };
}
