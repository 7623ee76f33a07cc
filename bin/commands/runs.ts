import type { Command } from 'commander';
import * as z from 'zod';
import { runSchema, startedRunSchema, type Run as WorkflowRun } from '../client/documents.js';
import { type PollOptions, poll } from '../client/poll.js';
import { styledStatus } from '../output/style.js';
import { renderFields } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseTime, timeout, withExamples, withModel } from './options.js';

interface RunOptions {
  readonly wait: boolean;
  readonly timeoutSeconds: number;
}

export function defineRuns(program: Command, run: Run): void {
  const retrain = program.command('retrain').description('Trains a model on its newest data.');
  const start = withModel(retrain.command('start'))
    .description('Starts the retraining state machine.')
    .option('--reason <text>', 'goes into the audit record')
    .option('--wait', 'wait until the run has ended', false)
    .addOption(timeout(7200))
    .action((options) => run((context) => startRetraining(context, options)));
  withExamples(start, 'retrain start --model churn --reason "new price list" --wait');

  const monitor = program.command('monitor').description('Watches the traffic of a model.');
  const compare = withModel(monitor.command('run'))
    .description("Compares the traffic of an interval with the champion's baseline.")
    .requiredOption('--start <time>', 'ISO 8601, with its offset', parseTime)
    .requiredOption('--end <time>', 'ISO 8601, with its offset; after the start', parseTime)
    .option('--wait', 'wait until the run has ended', false)
    .addOption(timeout(3600))
    .action((options) => run((context) => runMonitor(context, options)));
  withExamples(compare, 'monitor run --model churn --start 2026-01-01T00:00:00Z --end 2026-01-02T00:00:00Z --wait');
}

/** `mlops retrain start`. A start is never sent twice: a second training costs money. */
export function startRetraining(
  context: CommandContext,
  options: RunOptions & { readonly model: string; readonly reason?: string },
): Promise<Outcome> {
  const { model, reason } = options;
  const body = reason === undefined ? {} : { reason };
  return startRun(context, `/models/${model}/retraining-runs`, body, {
    ...options,
    what: 'The retraining',
    repeatable: false,
  });
}

/** `mlops monitor run`: compares the traffic from `start` to `end` with the champion's baseline. */
export function runMonitor(
  context: CommandContext,
  options: RunOptions & { readonly model: string; readonly start: Date; readonly end: Date },
): Promise<Outcome> {
  const { model, start, end } = options;
  const body = { window: { start: start.toISOString(), end: end.toISOString() } };
  return startRun(context, `/models/${model}/monitor-runs`, body, {
    ...options,
    what: 'The monitor run',
    repeatable: true,
  });
}

async function startRun(
  context: CommandContext,
  path: string,
  body: unknown,
  options: RunOptions & { readonly what: string; readonly repeatable: boolean },
): Promise<Outcome> {
  const { control, progress, style } = context;
  const started = await control.post(path, body, startedRunSchema, { repeatable: options.repeatable });
  progress.step(`${options.what} ${started.runId} has started.`);
  if (!options.wait) return { json: started, text: runText(started, style), exitCode: EXIT.ok };
  const run = await waitForRun(`${path}/${started.runId}`, options.what, { ...context, ...options });
  const exitCode = run.status === 'SUCCEEDED' ? EXIT.ok : EXIT.refused;
  return { json: run, text: runText(run, style), exitCode };

  function waitForRun(runPath: string, what: string, pollOptions: PollOptions): Promise<WorkflowRun> {
    return poll(`${what} ${started.runId}`, pollOptions, async () => {
      const run = await control.get(runPath, runSchema);
      progress.update(`${what} is ${run.status}`);
      return ENDED.has(run.status) ? run : undefined;
    });
  }
}

const ENDED = new Set(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']);
const outputSchema = z.record(z.string(), z.unknown());

function runText(
  run: Partial<WorkflowRun> & { readonly runId: string; readonly executionArn: string },
  style: CommandContext['style'],
): string {
  const output = outputSchema.safeParse(run.output);
  const fields = Object.entries(output.data ?? {}).map(([name, value]) => [name, textOf(value)] as const);
  return renderFields(
    [
      ['run', run.runId],
      ['status', run.status === undefined ? undefined : styledStatus(run.status, style)],
      ['execution', run.executionArn],
      ['error', run.error],
      ...causeFields(run.cause),
      ...fields,
    ],
    style,
  );
}

/** What Step Functions says of a task that failed: SageMaker's description of the job, or a function's error. */
const taskCauseSchema = z.union([
  z.object({ FailureReason: z.string(), TrainingJobName: z.string().optional() }),
  z.object({ errorMessage: z.string() }),
]);

/** The sentence in a cause that says why, and the job's name; any other cause as it is. */
function causeFields(cause: string | undefined): (readonly [string, string | undefined])[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(cause ?? '');
  } catch {
    return [['cause', cause]];
  }
  const { data } = taskCauseSchema.safeParse(parsed);
  if (data === undefined) return [['cause', cause]];
  if ('errorMessage' in data) return [['cause', data.errorMessage]];
  return [
    ['training job', data.TrainingJobName],
    ['cause', data.FailureReason],
  ];
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);
