import { type Command, InvalidArgumentError } from 'commander';
import { type Alias, aliasListSchema, aliasSchema } from '../client/documents.js';
import { ApiError, CommandError } from '../client/errors.js';
import { renderFields, renderTable } from '../output/table.js';
import { type CommandContext, EXIT, type Outcome, type Run } from './command.js';
import { parseAlias, parseCount, parseReason, withExamples, withModel } from './options.js';

export function defineAliases(program: Command, run: Run): void {
  const alias = program.command('alias').description('Names that point at versions of a model.');
  const list = withModel(alias.command('list'))
    .description('Lists the aliases of a model, with what each named before.')
    .action((options) => run((context) => listAliases(context, options)));
  withExamples(list, 'alias list --model churn');

  const set = withModel(alias.command('set'))
    .description(
      'Points an alias at a version, if it names what you expect. Only rollouts and rollbacks move champion.',
    )
    .argument('<alias>', '1 to 32 of a-z, 0-9 and "-"', parseAlias)
    .argument('<version>', 'the version', parseCount)
    .option('--expect <version>', 'what it names now, or none (default: what it is found to name)', parseExpected)
    .option('--reason <text>', 'why; it goes into the audit record', parseReason)
    .action((name: string, version: number, options) =>
      run((context) => setAlias(context, { ...options, name, version })),
    );
  withExamples(
    set,
    'alias set challenger 7 --model churn --reason "shadow test"',
    'alias set challenger 7 --model churn --expect none',
  );
}

const parseExpected = (text: string): number | 'none' => {
  if (text === 'none') return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a version, or none');
};

/** `mlops alias list`. */
export async function listAliases(
  { control, style }: CommandContext,
  { model }: { readonly model: string },
): Promise<Outcome> {
  const { aliases } = await control.get(`/models/${model}/aliases`, aliasListSchema);
  const rows = aliases.map(({ alias, version, since, history }) => [
    style.bold(alias),
    String(version),
    since,
    beforeText(history),
  ]);
  const text =
    rows.length === 0
      ? `The model ${model} has no alias yet.`
      : renderTable(['ALIAS', 'VERSION', 'SINCE', 'BEFORE'], rows, style);
  return { json: { model, aliases }, text, exitCode: EXIT.ok };
}

const beforeText = (history: Alias['history']): string => history.map(({ version }) => version).join(', ');

export interface SetAliasOptions {
  readonly model: string;
  readonly name: string;
  readonly version: number;
  readonly expect?: number | 'none';
  readonly reason?: string;
}

/** `mlops alias set`: a compare-and-set from what was expected, or else from what the alias is found to name. */
export async function setAlias(context: CommandContext, options: SetAliasOptions): Promise<Outcome> {
  const { control, style } = context;
  const { model, name, version, expect, reason } = options;
  const expectedVersion =
    expect === undefined ? await namedNow(context, model, name) : expect === 'none' ? null : expect;
  const body = { version, expectedVersion, ...(reason !== undefined && { reason }) };
  const alias = await control
    .put(`/models/${model}/aliases/${name}`, body, aliasSchema)
    .catch(async (error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== 'Conflict') throw error;
      throw conflict(options, expectedVersion, await namedNow(context, model, name), error);
    });
  const text = renderFields(
    [
      ['model', model],
      ['alias', alias.alias],
      ['version', String(alias.version)],
      ['since', alias.since],
      ['before', beforeText(alias.history)],
    ],
    style,
  );
  return { json: alias, text, exitCode: EXIT.ok };
}

async function namedNow({ control }: CommandContext, model: string, name: string): Promise<number | null> {
  const { aliases } = await control.get(`/models/${model}/aliases`, aliasListSchema);
  return aliases.find(({ alias }) => alias === name)?.version ?? null;
}

function conflict(
  { model, name }: SetAliasOptions,
  expected: number | null,
  now: number | null,
  cause: unknown,
): CommandError {
  const named = (version: number | null): string => (version === null ? 'no version' : `version ${version}`);
  return new CommandError(
    `the alias ${name} of model ${model} names ${named(now)} now, expected was ${named(expected)}: nothing was changed; ` +
      `to move it all the same, pass --expect ${now ?? 'none'}`,
    { cause },
  );
}
