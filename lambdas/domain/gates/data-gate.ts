import type { DataRules } from '../../../lib/contracts/index.js';
import type { Json } from '../canonical-json.js';
import { statisticsProblems } from '../data-quality/compare-statistics.js';
import { computeStatistics } from '../data-quality/compute-statistics.js';
import { type DatasetConstraints, suggestConstraints } from '../data-quality/constraints.js';
import {
  findLeakage,
  LEAKAGE_THRESHOLD,
  type Leakage,
  type LeakageQuestion,
  leakWords,
} from '../data-quality/find-leakage.js';
import { type FoundViolation, findViolations } from '../data-quality/find-violations.js';
import type { DatasetStatistics } from '../data-quality/statistics.js';
import { timeOrder } from '../data-quality/time-order.js';
import { pickColumns } from '../datasets/pick-columns.js';
import { sharedRows } from '../datasets/shared-rows.js';
import type { Table } from '../datasets/table.js';
import type { InputColumn } from '../signature.js';
import { counted, failed, type GateFinding, passed, unverified } from './gate-result.js';

export interface DataEvidence {
  readonly inputs: readonly InputColumn[];
  readonly target: string;
  readonly task: LeakageQuestion['task'];
  readonly time?: string;
  readonly rules?: DataRules;
  readonly seed: number;
  readonly baseline: {
    readonly rows: Table;
    readonly statistics: DatasetStatistics;
    readonly constraints?: DatasetConstraints;
  };
  readonly evaluation?: Table;
  readonly training?: Table;
  /** Whether the lineage names what was trained on. */
  readonly trainingNamed: boolean;
  /** What is wrong with files that the submission points to. */
  readonly problems: readonly string[];
  /** What is there and could not be looked at, and why: without it nothing passes. */
  readonly unchecked: readonly string[];
  /** What there is not, or too little of, to look at. */
  readonly notChecked: readonly string[];
}

/** By how much less complete than the baseline a column of the evaluation set may be before it is told. */
const COMPLETENESS_TOLERANCE = 0.05;
const MOST_PROBLEMS = 5;
const MOST_DETAILS = 200;

/**
 * The baseline is what its statistics say; the evaluation set has its columns and types; no evaluation row was trained on;
 * no feature gives the target away. Completeness, categories and drift are told, and reject nothing. Unverified where rows that
 * are named, or an order that is asked for, could not be checked; rows that nobody named are no reason, and are told.
 */
export function dataGate(evidence: DataEvidence): GateFinding {
  const { inputs, target, baseline, evaluation, training, rules } = evidence;
  const names = [...inputs.map(({ name }) => name), target];
  const own = computeStatistics(baseline.rows);
  const [unchecked, notChecked] = [[...evidence.unchecked], [...evidence.notChecked]];
  const violations = evaluation === undefined ? [] : evaluationViolations(evidence, evaluation, own, names);
  const breaking = violations.filter(({ breaking, feature_name: name, constraint_check_type: check }) => {
    const optional = inputs.some((input) => input.name === name && !input.required);
    return breaking && !(check === 'missing_column_check' && optional);
  });
  const shared =
    training === undefined || evaluation === undefined
      ? []
      : sharedWith(training, evaluation, { target, names }, unchecked);
  const order = rules?.timeOrder === true ? orderProblems(evidence, unchecked) : [];
  const leakage = leakageIn(evidence, names, notChecked);
  const problems = [
    ...evidence.problems,
    ...statisticsProblems(baseline.statistics, own, names),
    ...constraintProblems(baseline),
    ...breaking.map(({ feature_name, description }) => `evaluation column "${feature_name}": ${description}`),
    ...(shared.length > 0
      ? [
          `${shared.length} of ${evaluation?.rows.length} evaluation rows are training rows as well, row ${shared[0]} first`,
        ]
      : []),
    ...order,
    ...leakWords(leakage, target),
  ];
  const numbers = {
    baselineRows: baseline.rows.rows.length,
    trainingRows: training?.rows.length ?? 0,
    ...(training === undefined ? {} : { sharedRows: shared.length }),
    violations: violations.length,
    leaks: leakage.leaks.length,
    ...(leakage.notChecked === undefined
      ? {
          leakageRows: leakage.rows,
          leakageColumns: leakage.columns,
          sumRows: leakage.sums.rows,
          sumColumns: leakage.sums.columns,
        }
      : {}),
    threshold: rules?.leakage ?? LEAKAGE_THRESHOLD,
  };
  const details: Json = {
    problems: problems.slice(0, MOST_DETAILS),
    violations: violations.slice(0, MOST_DETAILS).map(({ breaking: _, ...violation }) => ({ ...violation })),
    leaks: leakage.leaks.map(({ columns, formula, measure, value }) => ({
      columns: [...columns],
      formula,
      measure,
      value,
    })),
    idLike: [...leakage.idLike],
    notChecked: [...unchecked, ...notChecked],
  };
  if (problems.length > 0) {
    const more = problems.length > MOST_PROBLEMS ? `; and ${problems.length - MOST_PROBLEMS} more` : '';
    return failed('data', shortened(`${problems.slice(0, MOST_PROBLEMS).join('; ')}${more}`), numbers, details);
  }
  const good = `${goodWords(evidence, violations, leakage)}${uncheckedWords(evidence, notChecked)}`;
  if (unchecked.length > 0) {
    return unverified('data', shortened(`could not be checked: ${unchecked.join('; ')}; ${good}`), numbers, details);
  }
  return passed('data', shortened(good), numbers, details);
}

const shortened = (text: string): string => (text.length <= 600 ? text : `${text.slice(0, 597)}...`);

function uncheckedWords({ trainingNamed }: DataEvidence, notChecked: readonly string[]): string {
  return [
    ...(trainingNamed ? [] : ['; training rows were not given, so overlap with the evaluation set was not checked']),
    ...(notChecked.length === 0 ? [] : [`; not checked: ${notChecked.join('; ')}`]),
  ].join('');
}

function goodWords({ training, evaluation }: DataEvidence, violations: readonly unknown[], leakage: Leakage): string {
  const told =
    violations.length === 0
      ? 'no violation of its constraints'
      : `${counted(violations.length, 'violation')} of its constraints, none breaking`;
  return [
    "the baseline's statistics are its rows'",
    ...(evaluation === undefined ? [] : [`the evaluation rows have ${told}`]),
    ...(training === undefined || evaluation === undefined
      ? []
      : [`none is among ${training.rows.length} training rows`]),
    ...(leakage.notChecked === undefined ? [`none of ${leakage.columns} columns gives the target away`] : []),
  ].join(', ');
}

function evaluationViolations(
  { baseline, inputs, target }: DataEvidence,
  evaluation: Table,
  own: DatasetStatistics,
  names: readonly string[],
): FoundViolation[] {
  const expected = suggestConstraints(computeStatistics(baseline.rows, names));
  // What the trainer reads as text is no number, whatever it looks like.
  const asText = new Set(inputs.flatMap(({ name, type }) => (type === 'string' || type === 'boolean' ? [name] : [])));
  const features = expected.features.map((feature) =>
    asText.has(feature.name) ? { ...feature, inferred_type: 'String' as const } : feature,
  );
  const data = {
    table: pickColumns(evaluation, names),
    baseline: own,
    completenessTolerance: COMPLETENESS_TOLERANCE,
  };
  return findViolations(data, { ...expected, features }).filter(
    ({ feature_name: name, constraint_check_type: check }) => check !== 'data_type_check' || name !== target,
  );
}

/** A baseline that does not hold to the constraints that came with it. */
function constraintProblems({ rows, constraints }: DataEvidence['baseline']): string[] {
  if (constraints === undefined) return [];
  return findViolations({ table: rows, completenessTolerance: 1e-6 }, constraints)
    .filter(({ constraint_check_type: check }) => check !== 'extra_column_check')
    .map(
      ({ feature_name, description }) => `constraints.json, "${feature_name}", of the baseline itself: ${description}`,
    );
}

/** By what the model learns from; an evaluation set has other columns as well, which no training row needs to have. */
function sharedWith(
  training: Table,
  evaluation: Table,
  { target, names }: { readonly target: string; readonly names: readonly string[] },
  unchecked: string[],
): number[] {
  const lacking = names.filter((name) => evaluation.columns.includes(name) && !training.columns.includes(name));
  if (lacking.length === 0) return sharedRows(training, evaluation, target);
  unchecked.push(`evaluation rows among training rows: these lack the column "${lacking[0]}"`);
  return [];
}

function orderProblems({ training, evaluation, time }: DataEvidence, unchecked: string[]): string[] {
  if (training === undefined || evaluation === undefined) {
    unchecked.push('the order of time, which the policy asks for: rows are missing to compare');
    return [];
  }
  const { early, newestTraining, notChecked: why } = timeOrder(training, evaluation, time);
  if (why !== undefined) unchecked.push(`the order of time, which the policy asks for: ${why}`);
  return early === 0
    ? []
    : [
        `${counted(early, 'evaluation row is', 'evaluation rows are')} not later than the newest training row, of ${newestTraining}`,
      ];
}

function both(submitted: Leakage, held: Leakage): Leakage {
  if (submitted.notChecked !== undefined) return held;
  const told = new Set(submitted.leaks.map(({ formula }) => formula));
  const leaks = [...submitted.leaks, ...held.leaks.filter(({ formula }) => !told.has(formula))];
  return { ...submitted, leaks, omitted: Math.max(submitted.omitted, held.omitted) };
}

/** In what was submitted, and in the evaluation set, which the submitter has no say in. */
function leakageIn(evidence: DataEvidence, names: readonly string[], notChecked: string[]): Leakage {
  const { training, baseline, evaluation, task, target, rules, seed } = evidence;
  const threshold = rules?.leakage === undefined ? {} : { threshold: rules.leakage };
  const question = { task, target, features: names, seed, ...threshold };
  const submitted = findLeakage(training ?? baseline.rows, question);
  const held = evaluation === undefined ? undefined : findLeakage(evaluation, question);
  const leakage = held === undefined || held.notChecked !== undefined ? submitted : both(submitted, held);
  if (leakage.notChecked !== undefined) notChecked.push(`leakage: ${leakage.notChecked}`);
  if (leakage.omitted > 0) notChecked.push(`leakage of ${leakage.omitted} more columns`);
  return leakage;
}
