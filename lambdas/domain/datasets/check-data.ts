import type { Task } from '../signature.js';
import { canonicalValue } from './row-identity.js';
import { sharedRows } from './shared-rows.js';
import type { Table } from './table.js';

/** Share of rows without a target above which the labels are taken to be broken. */
export const MAXIMUM_MISSING_TARGETS = 0.1;
/** Labels that a signature can have. What a training image takes of them is for the image to say. */
const MOST_LABELS = 100;

export interface DataRules {
  readonly task: Task;
  readonly target: string;
  /** Labelled rows of both sets together. */
  readonly minimumRows: number;
  readonly positiveLabel?: string;
  /** Columns that are no feature: the evaluation set may have them. Default none. */
  readonly exclude?: readonly string[];
  readonly time?: string;
}

interface NamedTable {
  readonly name: 'training' | 'evaluation';
  readonly table: Table;
}

const quoted = (names: Iterable<string>): string => [...names].map((name) => JSON.stringify(name)).join(', ');

const targetsOf = ({ columns, rows }: Table, target: string): string[] => {
  const at = columns.indexOf(target);
  return rows.map((row) => row[at] ?? '').filter((text) => text !== '');
};

const labelsOf = (table: Table, target: string): Set<string> => new Set(targetsOf(table, target).map(canonicalValue));

function checkColumnsAgree(train: Table, evaluation: Table, { exclude = [], time }: DataRules): string[] {
  const onlyTrain = train.columns.filter((name) => !evaluation.columns.includes(name));
  const noFeature = new Set([...exclude, time]);
  const onlyEvaluation = evaluation.columns.filter((name) => !train.columns.includes(name) && !noFeature.has(name));
  return [
    ...(onlyTrain.length > 0 ? [`the evaluation rows lack column ${quoted(onlyTrain)} of the training rows`] : []),
    ...(onlyEvaluation.length > 0
      ? [`the training rows lack column ${quoted(onlyEvaluation)} of the evaluation rows`]
      : []),
  ];
}

function checkFeatures(train: Table, evaluation: Table, target: string): string[] {
  const features = train.columns.filter((name) => name !== target);
  if (features.length === 0) return ['there is no feature column: expected at least one beside the target'];
  const hasValue = ({ columns, rows }: Table, name: string): boolean => {
    const at = columns.indexOf(name);
    return rows.some((row) => (row[at] ?? '') !== '');
  };
  const empty = features.filter((name) => !hasValue(train, name) && !hasValue(evaluation, name));
  return empty.length > 0
    ? [`column ${quoted(empty)} has no value in any row: fill it, or exclude it in the policy`]
    : [];
}

function checkLabels(train: Table, evaluation: Table, { target, positiveLabel }: DataRules): string[] {
  const labels = labelsOf(train, target);
  const problems: string[] = [];
  if (labels.size < 2 || labels.size > MOST_LABELS) {
    const some = `${quoted([...labels].sort().slice(0, 5))}${labels.size > 5 ? ', …' : ''}`;
    const expected = `expected 2 to ${MOST_LABELS}`;
    problems.push(`target "${target}" has ${labels.size} labels in the training rows (${some}): ${expected}`);
  }
  const evaluated = labelsOf(evaluation, target);
  const foreign = [...evaluated].filter((label) => !labels.has(label)).slice(0, 5);
  if (foreign.length > 0) problems.push(`the evaluation rows have label ${quoted(foreign)}, the training rows don't`);
  if (evaluated.size === 1) problems.push('all evaluation rows have one label: expected more');
  if (positiveLabel !== undefined && !labels.has(canonicalValue(positiveLabel))) {
    problems.push(`the policy's positive label "${positiveLabel}" is in no training row`);
  }
  return problems;
}

function checkNumbers(tables: readonly NamedTable[], target: string): string[] {
  return tables.flatMap(({ name, table }) => {
    const wrong = targetsOf(table, target).filter((text) => text.trim() === '' || !Number.isFinite(Number(text)));
    return wrong.length > 0
      ? [`target "${target}" is no number in ${wrong.length} ${name} rows: expected numbers`]
      : [];
  });
}

/** What is wrong with the data of a training run, all of it; empty when it may be trained on. */
export function checkData(train: Table, evaluation: Table, rules: DataRules): string[] {
  const { task, target, minimumRows } = rules;
  const tables: readonly NamedTable[] = [
    { name: 'training', table: train },
    { name: 'evaluation', table: evaluation },
  ];
  const problems = checkColumnsAgree(train, evaluation, rules);
  const without = tables.filter(({ table }) => !table.columns.includes(target));
  if (without.length > 0) {
    return [...problems, ...without.map(({ name }) => `target "${target}" is no column of the ${name} rows`)];
  }
  problems.push(...checkFeatures(train, evaluation, target));

  const labelled = tables.map(({ table }) => targetsOf(table, target));
  const all = labelled.reduce((sum, targets) => sum + targets.length, 0);
  if (all < minimumRows) problems.push(`there are ${all} labelled rows: expected at least ${minimumRows}`);
  tables.forEach(({ name }, index) => {
    if (labelled[index]?.length === 0) problems.push(`no ${name} row has a target`);
  });
  const rows = train.rows.length + evaluation.rows.length;
  const missing = rows === 0 ? 0 : (rows - all) / rows;
  if (missing > MAXIMUM_MISSING_TARGETS) {
    const [got, most] = [missing, MAXIMUM_MISSING_TARGETS].map((share) => `${(share * 100).toFixed(1)} %`);
    problems.push(`target "${target}" is missing in ${got} of the rows: expected at most ${most}`);
  }
  if (task === 'classification') problems.push(...checkLabels(train, evaluation, rules));
  else {
    problems.push(...checkNumbers(tables, target));
    if (labelsOf(train, target).size === 1) problems.push(`target "${target}" is the same in every training row`);
  }

  const shared = sharedRows(train, evaluation, target).length;
  if (shared > 0) problems.push(`${shared} evaluation rows are training rows as well: expected none`);
  return problems;
}
