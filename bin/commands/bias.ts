import type { Command } from 'commander';
import { type BiasMeasures, measureBias } from '../../lambdas/domain/bias/measure-bias.js';
import {
  BIAS_METRIC_NAMES,
  type BiasMetric,
  POSTTRAINING_METRICS,
  POSTTRAINING_NAMES,
  PRETRAINING_METRICS,
  PRETRAINING_NAMES,
} from '../../lambdas/domain/bias/metric-names.js';
import { type BiasQuestion, readBiasRows } from '../client/bias-rows.js';
import { jsonNumber } from '../output/json-number.js';
import type { Style } from '../output/style.js';
import { renderFields, renderTable } from '../output/table.js';
import { type DirectContext, EXIT, type Outcome, type RunDirectly } from './command.js';
import { parseNames, withExamples, withTableOptions } from './options.js';

export function defineBias(program: Command, run: RunDirectly): void {
  const bias = program
    .command('bias')
    .description("Measures SageMaker Clarify's bias metrics on a file of rows; asks no platform.")
    .requiredOption('--data <file>', 'the rows: CSV, JSON lines or Parquet')
    .requiredOption('--label <column>', 'the column of the labels')
    .requiredOption('--positive <value>', 'the label that counts as positive')
    .option('--prediction <column>', 'the column of predicted labels: the post-training metrics as well')
    .requiredOption('--facet <facet>', 'the disadvantaged rows: COLUMN=VALUE or COLUMN>NUMBER')
    .option('--group <column>', 'the column of the groups that CDDL and CDDPL look into')
    .option('--features <columns>', 'columns of numbers for the flip test FT, with commas between', parseNames);
  withTableOptions(bias).action((options) => run((context) => showBias(context, options)));
  withExamples(
    bias,
    'bias --data loans.csv --label paid --positive yes --facet sex=Female',
    'bias --data scored.csv --label paid --positive 1 --prediction said --facet "age>60" --group job --json',
  );
}

/** `mlops bias`: the metrics, and 95 % intervals of them. */
export async function showBias(
  context: Pick<DirectContext, 'progress' | 'style'>,
  options: BiasQuestion,
): Promise<Outcome> {
  const { rows, features, leftOut, notes } = await readBiasRows(options, context.progress);
  for (const note of notes) context.progress.step(note);
  if (leftOut > 0) context.progress.step(`${leftOut} rows without a label or a prediction are left out.`);
  const measures = measureBias(rows, features === undefined ? {} : { features });
  return {
    json: jsonOf(options, measures),
    text: textOf(options, measures, context.style),
    exitCode: EXIT.ok,
  };
}

const valuesOf = ({ pretraining, posttraining }: BiasMeasures): Readonly<Partial<Record<BiasMetric, number>>> => ({
  ...pretraining,
  ...posttraining,
});

/** Every key is there; null where there is nothing to say. */
function jsonOf({ facet, group }: BiasQuestion, measures: BiasMeasures) {
  const values = valuesOf(measures);
  const measured = (names: readonly BiasMetric[]) =>
    Object.fromEntries(names.map((name) => [name, jsonNumber(values[name])]));
  const { intervals } = measures;
  const names = measures.posttraining === undefined ? PRETRAINING_NAMES : BIAS_METRIC_NAMES;
  return {
    facet,
    group: group ?? null,
    rows: measures.rows,
    pretraining: measured(PRETRAINING_NAMES),
    posttraining: measures.posttraining === undefined ? null : measured(POSTTRAINING_NAMES),
    intervals: Object.fromEntries(
      names.map((name) => {
        const found = intervals[name];
        return [name, found === undefined ? null : { lower: jsonNumber(found.lower), upper: jsonNumber(found.upper) }];
      }),
    ),
  };
}

function textOf(options: BiasQuestion, measures: BiasMeasures, style: Style): string {
  const values = valuesOf(measures);
  const meanings = { ...PRETRAINING_METRICS, ...POSTTRAINING_METRICS };
  const words = (value: number): string =>
    Number.isFinite(value) ? String(Number(value.toPrecision(4))) : Number.isNaN(value) ? 'not defined' : String(value);
  const rows = BIAS_METRIC_NAMES.flatMap((name) => {
    const [value, interval] = [values[name], measures.intervals[name]];
    const range = interval === undefined ? '-' : `${words(interval.lower)} to ${words(interval.upper)}`;
    return value === undefined ? [] : [[name, words(value), range, meanings[name]]];
  });
  const { disadvantagedRows, rows: all } = measures;
  const head = renderFields(
    [
      [
        'facet',
        `${options.facet}: ${disadvantagedRows} of ${all} rows are disadvantaged (D), the others advantaged (A)`,
      ],
      ['group', options.group],
      ['positive', `${options.label}=${options.positive}`],
    ],
    style,
  );
  return `${head}\n\n${renderTable(['METRIC', 'VALUE', '95 % INTERVAL', 'WHAT IT IS'], rows, style)}`;
}
