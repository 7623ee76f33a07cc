import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { renderComparison } from '../../lambdas/application/render-report/render-comparison.js';
import { hasDrifted } from '../../lambdas/domain/monitoring/decide-columns.js';
import { PRESETS } from '../../lambdas/domain/monitoring/presets/preset.js';
import { driftJson } from '../client/drift/drift-json.js';
import { type DriftQuestion, driftReport } from '../client/drift/drift-report.js';
import { driftText } from '../client/drift/drift-text.js';
import { CommandError } from '../client/errors.js';
import { saveText } from '../client/save-text.js';
import { type DirectContext, EXIT, type Outcome, type RunDirectly } from './command.js';
import { parseCount, parseNames, withExamples, withTableOptions } from './options.js';

interface DriftOptions extends DriftQuestion {
  readonly html?: string;
  readonly failOnDrift?: true;
}

export function defineDrift(program: Command, run: RunDirectly): void {
  const drift = program
    .command('drift')
    .summary('compare two local files, column by column')
    .description(
      'Compares the rows of two files as the monitor compares a window with its baseline; asks no platform. A file is CSV ' +
        'or JSON lines, gzipped or not, or Parquet, known by its content; --current may be data capture. Without --numeric ' +
        'and --categorical a column is numeric where all its values in the reference are numbers. The exit code is 0 ' +
        'whatever drifted, unless --fail-on-drift is given.',
    )
    .requiredOption('--reference <file>', 'the rows to compare with')
    .requiredOption('--current <file>', 'the rows that are judged')
    .option(
      '--numeric <columns>',
      'numeric columns, with commas between; what is named nowhere is left out',
      parseNames,
    )
    .option('--categorical <columns>', 'categorical columns, likewise', parseNames);
  withTableOptions(drift)
    .addOption(new Option('--preset <name>', 'decide as another library does by default').choices([...PRESETS]))
    .option('--chunks <number>', 'with --preset nannyml: thresholds out of so many chunks of the reference', parseCount)
    .option('--html <file>', 'write the report as a page to this file')
    .option('--fail-on-drift', 'end with 2 where a column drifted, is gone or is of another type')
    .action((options: DriftOptions) => run((context) => showDrift(context, options)));
  withExamples(
    drift,
    'drift --reference train.csv --current today.parquet --html drift.html',
    "drift --reference a.csv --current b.csv --columns age,job,pay --numeric age,pay --categorical job --na '?' --trim",
  );
}

/** `mlops drift`: which columns of a file are not as they were. */
async function showDrift({ progress, style }: DirectContext, options: DriftOptions): Promise<Outcome> {
  requireOwnPage(options);
  const report = await driftReport(options, progress);
  for (const note of report.notes) progress.step(note);
  const { html, failOnDrift, preset } = options;
  if (html !== undefined) {
    const files = { reference: options.reference, current: options.current };
    await saveText(html, renderComparison({ ...report, files, preset: preset ?? null }));
    progress.step(`The page is in ${html}.`);
  }
  return {
    json: driftJson(report),
    text: driftText(report, options, style),
    exitCode: failOnDrift === true && report.columns.some(hasDrifted) ? EXIT.refused : EXIT.ok,
  };
}

/** A page in the place of an input would be the end of that. */
function requireOwnPage({ html, reference, current }: DriftOptions): void {
  const input = html === undefined ? undefined : [reference, current].find((file) => resolve(file) === resolve(html));
  if (input !== undefined) throw new CommandError(`--html ${html} is one of the files that are compared: name another`);
}
