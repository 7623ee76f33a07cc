import type { Signature } from '../signature.js';
import type { ModelDescription } from './model-description.js';

/** Where a model that can't be run is not one of the declared signature; empty when it may be. */
export function descriptionProblems(declared: Signature, described: ModelDescription): string[] {
  const { format, features, featureNames, objective, task, classes } = described;
  const columns = declared.inputs.map((column) => column.name);
  const problems: string[] = [];
  if (features !== columns.length) {
    problems.push(`the ${format} model takes ${features} features, the signature has ${columns.length} inputs`);
  }
  if (featureNames !== undefined) problems.push(...nameProblems(format, featureNames, columns));
  if (task !== undefined && task !== declared.task) {
    problems.push(`the ${format} model's objective is ${objective}, the signature's task is ${declared.task}`);
  }
  const labels = declared.labels?.length;
  if (task === 'classification' && classes !== undefined && labels !== undefined && classes !== labels) {
    problems.push(`the ${format} model tells ${classes} classes apart, the signature has ${labels} labels`);
  }
  return problems;
}

function nameProblems(format: string, features: readonly string[], columns: readonly string[]): string[] {
  const [known, taken] = [new Set(columns.map(asWritten)), new Set(features.map(asWritten))];
  const unknown = features.filter((name) => !known.has(asWritten(name)));
  const unused = columns.filter((name) => !taken.has(asWritten(name)));
  if (unknown.length > 0) return [`the ${format} model's feature ${list(unknown)} is not in the signature`];
  if (unused.length > 0) return [`the ${format} model has no feature ${list(unused)}`];
  const position = features.findIndex((name, index) => asWritten(name) !== asWritten(columns[index] ?? ''));
  if (position < 0 || features.length !== columns.length) return [];
  return [
    `the ${format} model's feature ${position} is ${JSON.stringify(features[position])}, the signature's input ${position} is ${JSON.stringify(columns[position])}`,
  ];
}

/** LightGBM writes a space in a name as an underscore. */
const asWritten = (name: string): string => name.replace(/\s/g, '_');

const list = (names: readonly string[]): string => {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names
    .slice(0, 5)
    .map((name) => JSON.stringify(name.slice(0, 100)))
    .join(', ')}${more}`;
};
