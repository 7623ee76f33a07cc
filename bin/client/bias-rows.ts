import type { BiasRows } from '../../lambdas/domain/bias/cells.js';
import { isDisadvantaged, parseFacet } from '../../lambdas/domain/bias/facet.js';
import { canonicalValue } from '../../lambdas/domain/datasets/row-identity.js';
import type { BiasFacet } from '../../lib/contracts/index.js';
import type { Progress } from '../output/progress.js';
import { CommandError } from './errors.js';
import { columnNamed, readRows, type TableOptions } from './rows/read-rows.js';
import { numbersOf, type TextColumn, textColumn } from './rows/text-column.js';

/** What is to be measured: of which file, and by which of its columns. */
export interface BiasQuestion extends TableOptions {
  readonly data: string;
  readonly label: string;
  readonly positive: string;
  readonly prediction?: string;
  readonly facet: string;
  readonly group?: string;
  readonly features?: readonly string[];
}

export interface BiasInput {
  readonly rows: BiasRows;
  readonly features?: readonly Float64Array[];
  readonly leftOut: number;
  /** What a person should know of the file. */
  readonly notes: readonly string[];
}

/** Reads the rows with a label and, where predictions are asked for, a prediction. Throws what is wrong with file or options. */
export async function readBiasRows(options: BiasQuestion, progress: Progress): Promise<BiasInput> {
  const { data, prediction, group, features = [] } = options;
  if (features.length > 0 && prediction === undefined) {
    throw new CommandError('--features is for the flip test of predictions: expected --prediction with it');
  }
  const { facet, column, notes } = await readColumns(options, progress);
  const label = column(options.label);
  const predicted = prediction === undefined ? undefined : column(prediction);
  const isPositive = positiveAmong(label, options.positive);
  if (predicted !== undefined) checkPredictions(predicted, label, isPositive);
  const present = (of: TextColumn, row: number): boolean => of.texts[of.codes[row] as number] !== '';
  const known = label.codes.map((_, row) =>
    Number(present(label, row) && (predicted === undefined || present(predicted, row))),
  );
  const keep = <Values extends Uint8Array | Uint32Array | Float64Array>(values: Values): Values =>
    values.filter((_, row) => known[row] === 1) as Values;
  const kept = keep(label.codes).length;
  if (kept === 0) throw new CommandError(`${data}: no row has a label and a prediction`);
  const flags = ({ texts, codes }: TextColumn, of: (text: string) => boolean): Uint8Array => {
    const byCode = texts.map((text) => Number(of(text)));
    return keep(Uint8Array.from(codes, (code) => byCode[code] ?? 0));
  };
  const facetColumn = column(facet.column);
  const disadvantaged = flags(facetColumn, isDisadvantaged(facet));
  checkFacet(options.facet, facetColumn, disadvantaged);
  return {
    notes,
    leftOut: label.codes.length - kept,
    rows: {
      facet: disadvantaged,
      label: flags(label, isPositive),
      ...(predicted === undefined ? {} : { prediction: flags(predicted, isPositive) }),
      ...(group === undefined ? {} : { group: keep(column(group).codes) }),
    },
    ...(features.length === 0 ? {} : { features: features.map((name) => keep(wholeNumbers(column(name)))) }),
  };
}

/** The columns that the options name, as texts. */
async function readColumns(options: BiasQuestion, progress: Progress) {
  const { data, label, prediction, group, features = [] } = options;
  const named = [
    ['--label', label],
    ['--prediction', prediction],
    ['--group', group],
    ...features.map((name) => ['--features', name] as const),
  ] as const;
  let facet: BiasFacet | undefined;
  const { rows, columns, notes } = await readRows(
    data,
    options,
    {
      // Which of the columns the facet names is not known before all are.
      of: (name) =>
        options.facet.startsWith(name) || named.some(([, column]) => column === name) ? 'categorical' : undefined,
      check: (names) => {
        facet = parseFacet(options.facet, names);
        for (const [option, name] of named) if (name !== undefined) columnNamed(name, names, option);
      },
    },
    progress,
  );
  if (rows === 0 || facet === undefined) throw new CommandError(`${data} has no rows: expected some below its header`);
  const texts = new Map([...columns].map(([name, { values }]) => [name, textColumn(name, values)]));
  return { facet, notes, column: (name: string) => texts.get(name) as TextColumn };
}

const someOf = (texts: readonly string[]): string => {
  const values = texts.filter((text) => text !== '').sort();
  const some = values.slice(0, 10).map((text) => `"${text}"`);
  return `${some.join(', ')}${values.length > 10 ? `, and ${values.length - 10} more` : ''}`;
};

/** Between all rows and none, there is nothing to compare; most often the value is misspelled. */
function checkFacet(facet: string, { name, texts }: TextColumn, disadvantaged: Uint8Array): void {
  const matching = disadvantaged.reduce((sum, flag) => sum + flag, 0);
  if (matching > 0 && matching < disadvantaged.length) return;
  throw new CommandError(
    `${matching === 0 ? 'no row' : 'every row'} is in the facet ${facet}: "${name}" has ${someOf(texts)}; ` +
      'expected a facet that some rows are in and some are not',
  );
}

/** Whether a text is the positive label, which some row has to have. */
function positiveAmong({ name, texts }: TextColumn, positive: string): (text: string) => boolean {
  const wanted = canonicalValue(positive);
  const isPositive = (text: string): boolean => text !== '' && canonicalValue(text) === wanted;
  if (texts.some(isPositive)) return isPositive;
  throw new CommandError(`--positive is "${positive}", which no row has as its label: "${name}" has ${someOf(texts)}`);
}

/** Predictions that look like none of the labels would count as negative without a word. */
function checkPredictions(predicted: TextColumn, label: TextColumn, isPositive: (text: string) => boolean): void {
  const labels = new Set(label.texts.map(canonicalValue));
  const foreign = predicted.texts.filter((text) => text !== '' && !labels.has(canonicalValue(text)));
  const binary = label.texts.filter((text) => text !== '').length === 2;
  const noneIsLabel = foreign.length === predicted.texts.filter((text) => text !== '').length;
  if (foreign.length > 0 && (binary || (noneIsLabel && !predicted.texts.some(isPositive)))) {
    throw new CommandError(
      `the predictions in "${predicted.name}" are ${someOf(foreign)}: expected the labels of "${label.name}", ${someOf(label.texts)}`,
    );
  }
}

function wholeNumbers(column: TextColumn): Float64Array {
  const values = numbersOf(column);
  const row = values.findIndex(Number.isNaN);
  if (row < 0) return values;
  throw new CommandError(
    `row ${row + 1} has no value in the column "${column.name}": --features expects a number in every row`,
  );
}
