import { type Command, InvalidArgumentError, Option } from 'commander';
import { modelName } from '../../lambdas/application/documents/manifest.js';
import type { CommandContext, Outcome } from './command.js';
import { runMonitor, startRetraining } from './runs.js';
import { type SubmitOptions, submit } from './submit.js';
import { listModels, listVersions, showVersion } from './versions.js';

type Run = (command: (context: CommandContext) => Promise<Outcome>) => Promise<void>;

/** Adds every command with its options; `run` carries one out. */
export function defineCommands(program: Command, run: Run): void {
  withModel(program.command('submit'))
    .summary('submit a model version and follow it')
    .description(
      'Uploads a folder with model.tar.gz (model.onnx, signature.json), evaluation.json, predictions.csv, sample.json, ' +
        'baseline/statistics.json and baseline/baseline.csv, and waits until the version serves or was refused. ' +
        'An optional lineage.json says where it comes from.',
    )
    .argument('<folder>', 'the submission')
    .option('--description <text>', 'what is new in this version')
    .addOption(new Option('--until <status>', 'how far to wait').choices(['validated', 'deployed']).default('deployed'))
    .option('--no-wait', 'end after the upload')
    .addOption(timeout(3600))
    .action((folder: string, options: Omit<SubmitOptions, 'folder'>) =>
      run((context) => submit(context, { ...options, folder })),
    );

  const retrain = program.command('retrain').description('Trains a model on its newest data.');
  withModel(retrain.command('start'))
    .description('Starts the retraining state machine.')
    .option('--reason <text>', 'goes into the audit record')
    .option('--wait', 'wait until the run has ended', false)
    .addOption(timeout(7200))
    .action((options) => run((context) => startRetraining(context, options)));

  const monitor = program.command('monitor').description('Watches the traffic of a model.');
  withModel(monitor.command('run'))
    .description("Compares the traffic of an interval with the champion's baseline.")
    .requiredOption('--start <time>', 'ISO 8601, with its offset', parseTime)
    .requiredOption('--end <time>', 'ISO 8601, with its offset; after the start', parseTime)
    .option('--wait', 'wait until the run has ended', false)
    .addOption(timeout(3600))
    .action((options) => run((context) => runMonitor(context, options)));

  program
    .command('models')
    .description('Lists the models, and who serves each.')
    .action(() => run(listModels));

  withModel(program.command('versions'))
    .description('Lists the versions of a model, newest first.')
    .option('--limit <number>', 'how many', parseCount, 20)
    .action((options) => run((context) => listVersions(context, options)));

  withModel(program.command('show'))
    .description('Shows a version with its gates.')
    .requiredOption('--version <number>', 'the version', parseCount)
    .action((options) => run((context) => showVersion(context, options)));
}

const withModel = (command: Command): Command =>
  command.requiredOption('--model <name>', 'the model', (text) => {
    const result = modelName.safeParse(text);
    if (result.success) return result.data;
    throw new InvalidArgumentError(result.error.issues[0]?.message ?? '');
  });

const timeout = (seconds: number): Option =>
  new Option('--timeout-seconds <number>', 'how long to wait').argParser(parseCount).default(seconds);

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number above 0');
}

function parseTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('expected a time such as 2026-01-01T00:00:00Z');
}
