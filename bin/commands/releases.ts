import type { Command } from 'commander';
import { retirementSchema, rolloutSchema } from '../client/documents.js';
import { styledStatus } from '../output/style.js';
import { renderFields } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseReason, withExamples, withReason, withVersion } from './options.js';

export function defineReleases(program: Command, run: Run): void {
  const rollout = program.command('rollout').description('Brings versions to serve.');
  const start = withVersion(rollout.command('start'))
    .description(
      'Asks again for the rollout of an approved version, or that the champion serves: on a new endpoint if its own is lost.',
    )
    .option('--reason <text>', 'why; it goes into the audit record', parseReason)
    .action((options) => run((context) => startRollout(context, options)));
  withExamples(start, 'rollout start --model churn --version 7 --reason "the quota was raised"');

  const retire = withReason(withVersion(program.command('retire')))
    .description('Retires a version: its endpoint goes, its record and evidence stay. Never the champion.')
    .action((options) => run((context) => retireVersion(context, options)));
  withExamples(retire, 'retire --model churn --version 3 --reason "trained on withdrawn data"');
}

interface VersionOptions {
  readonly model: string;
  readonly version: number;
  readonly reason?: string;
}

/** `mlops rollout start`. A request is never sent twice: each may start a rollout of its own. */
export async function startRollout({ control, style }: CommandContext, options: VersionOptions): Promise<Outcome> {
  const { model, version, reason } = options;
  const body = reason === undefined ? {} : { reason };
  const path = `/models/${model}/versions/${version}/rollouts`;
  const answer = await control.post(path, body, rolloutSchema, { repeatable: false });
  return answered({ model, version }, answer, style);
}

/** `mlops retire`. A retired version stays so, with its first reason; so it may be retried. */
export async function retireVersion(
  { control, style }: CommandContext,
  { model, version, reason }: VersionOptions,
): Promise<Outcome> {
  const path = `/models/${model}/versions/${version}/retirement`;
  const answer = await control.post(path, { reason }, retirementSchema, { repeatable: true });
  return answered({ model, version }, answer, style);
}

function answered(
  { model, version }: Pick<VersionOptions, 'model' | 'version'>,
  answer: { readonly status: string; readonly message?: string | undefined },
  style: CommandContext['style'],
): Outcome {
  const text = renderFields(
    [
      ['model', model],
      ['version', String(version)],
      ['status', styledStatus(answer.status, style)],
      ['message', answer.message],
    ],
    style,
  );
  return { json: answer, text, exitCode: EXIT.ok };
}
