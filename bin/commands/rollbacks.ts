import { type Command, Option } from 'commander';
import { modelStateSchema, type Rollback, rollbackSchema, versionSchema } from '../client/documents.js';
import { poll } from '../client/poll.js';
import { styledStatus } from '../output/style.js';
import { renderFields } from '../output/table.js';
import { championOf, chooseRollback, type RollbackChoice, variantOf } from './choose-rollback.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseCount, timeout, withExamples, withModel, withReason } from './options.js';

export function defineRollbacks(program: Command, run: Run): void {
  const rollback = withReason(withModel(program.command('rollback')))
    .description(
      'Takes a version back: the candidate of the rollout in progress, else the champion. The last good champion before ' +
        'it serves then. A version that a rollback went back to is taken back by its number only.',
    )
    .addOption(
      new Option('--champion', 'take back the champion, also while a candidate is being rolled out')
        .conflicts('version')
        .default(false),
    )
    .option('--version <number>', 'the version to take back (default: the candidate, else the champion)', parseCount)
    .option('--to <number>', 'the version that is to serve (default: the last good champion)', parseCount)
    .option('--wait', 'wait until it serves, or the rollout has ended', false)
    .addOption(timeout(3600))
    .action((options) => run((context) => rollBack(context, options)));
  withExamples(
    rollback,
    'rollback --model churn --reason "complaints since noon" --wait',
    'rollback --model churn --champion --reason "5xx since noon" --wait',
    'rollback --model churn --version 7 --to 5 --reason "6 has the same defect"',
  );
}

export interface RollBackOptions extends RollbackChoice {
  readonly to?: number;
  readonly reason: string;
  readonly wait: boolean;
  readonly timeoutSeconds: number;
}

/** `mlops rollback`. Sent again, it is answered as the first time; so it may be retried. */
export async function rollBack(context: CommandContext, options: RollBackOptions): Promise<Outcome> {
  const { control, progress, style } = context;
  const { model, to, reason } = options;
  const version = await chooseRollback(context, options);
  const body = { version, reason, ...(to !== undefined && { to }) };
  const rollback = await control.post(`/models/${model}/rollbacks`, body, rollbackSchema, { repeatable: true });
  progress.step(`${sentence(rollback.message)}`);
  const ended = options.wait ? await waitForEnd(context, options, rollback) : undefined;
  const text = renderFields(
    [
      ['model', model],
      ['taken back', `version ${rollback.version}, the ${rollback.action}`],
      ['serving', typeof rollback.to === 'number' ? `version ${rollback.to}` : undefined],
      ['status', ended === undefined ? undefined : styledStatus(ended.status, style)],
      ['message', rollback.message],
    ],
    style,
  );
  const exitCode = ended === undefined || ended.done ? EXIT.ok : EXIT.refused;
  return { json: { ...rollback, ...(ended !== undefined && { status: ended.status }) }, text, exitCode };
}

const sentence = (text: string): string => (/[.!]$/.test(text) ? text : `${text}.`);

interface Ended {
  readonly status: string;
  /** Whether it is as was asked for. */
  readonly done: boolean;
}

const waitForEnd = (context: CommandContext, options: RollBackOptions, rollback: Rollback): Promise<Ended> =>
  rollback.action === 'candidate' ? candidateEnd(context, options, rollback) : championEnd(context, options, rollback);

/** A candidate that was promoted in the last moment is Deployed: then the answer is no. */
function candidateEnd(context: CommandContext, options: RollBackOptions, { version }: Rollback): Promise<Ended> {
  return poll('The rollback', { ...context, ...options }, async () => {
    const { status } = await context.control.get(`/models/${options.model}/versions/${version}`, versionSchema);
    context.progress.update(`Version ${version} is ${status}`);
    return status === 'Deploying' ? undefined : { status, done: status !== 'Deployed' };
  });
}

/**
 * Ends when `to` has all traffic, when somebody else moved the champion, or when the rollout to it ended without it: between two looks, its end is all
 * that is seen of it.
 */
function championEnd(context: CommandContext, options: RollBackOptions, { to }: Rollback): Promise<Ended> {
  const { control, progress } = context;
  let rollingOut = false;
  return poll('The rollback', { ...context, ...options }, async () => {
    const state = await control.get(`/models/${options.model}`, modelStateSchema);
    const serving = variantOf(state, 'champion');
    if (serving?.version === to && serving?.weight === 100) return { status: 'Serving', done: true };
    const champion = championOf(state)?.version;
    if (champion !== to) return { status: `Superseded by version ${champion ?? 'none'}`, done: false };
    const inRollout = state.rollout?.version === to;
    const failed = state.lastRollout?.version === to && state.lastRollout?.outcome === 'abort';
    if (!inRollout && (rollingOut || failed)) return { status: 'NotServing', done: false };
    rollingOut = inRollout;
    progress.update(`Version ${serving?.version ?? 'none'} serves, version ${to} is the champion`);
    return undefined;
  });
}
