import { type Command, Option } from 'commander';
import { driftJson } from '../client/drift/drift-json.js';
import { type DriftQuestion, type DriftReport, driftReport, PRESETS } from '../client/drift/drift-report.js';
import { type DirectContext, EXIT, type Outcome, type RunDirectly } from './command.js';
import { parseCount, parseNames, withExamples, withTableOptions } from './options.js';

export interface DriftOptions extends DriftQuestion {
  readonly html?: string;
  readonly failOnDrift?: true;
}

export function defineDrift(program: Command, run: RunDirectly): void {
  const drift = program
    .command('drift')
    .summary('compare two local files, column by column')
    .description(
      'Compares the rows of two files as the monitor compares a window with its baseline; asks no platform. The files are CSV, ' +
        'gzipped CSV, Parquet, or JSON lines, which is known by their content. Without --numeric and --categorical, a ' +
        'column is numeric whose values in the reference are all numbers.',
    )
    .requiredOption('--reference <file>', 'the rows to compare with')
    .requiredOption('--current <file>', 'the rows to be judged')
    .option(
      '--numeric <columns>',
      'the numeric columns, with commas between; those named nowhere are left out',
      parseNames,
    )
    .option('--categorical <columns>', 'the categorical columns, likewise', parseNames)
    .addOption(new Option('--preset <name>', "another tool's tests and thresholds").choices([...PRESETS]))
    .option('--chunks <number>', 'with --preset nannyml: thresholds from so many chunks of the reference', parseCount)
    .option('--html <file>', 'write the report as a page to this file')
    .option('--fail-on-drift', 'end with 2 when a column drifted, is gone or has another type');
  withTableOptions(drift).action((options: DriftOptions) => run((context) => showDrift(context, options)));
  withExamples(
    drift,
    'drift --reference train.csv --current today.parquet --html drift.html',
    "drift --reference adult.data --current adult.test --columns age,job,income --numeric age --categorical job --na '?' --trim",
  );
}

/** `mlops drift`: what of a file is not as it was. */
export async function showDrift({ progress }: DirectContext, options: DriftOptions): Promise<Outcome> {
  const report = await driftReport(options, progress);
  return {
    json: driftJson(report),
    text: '',
    exitCode: options.failOnDrift && hasDrift(report) ? EXIT.refused : EXIT.ok,
  };
}

const hasDrift = ({ columns }: DriftReport): boolean =>
  columns.some(({ verdict, broken }) => verdict === 'drift' || broken);
